import { parseDetail } from './parse-detail.js';

/**
 * A detail as the token response repeats it: always these five members, because clients require each, the digests exactly
 * as they were received (a client compares `hashType` with its own spelling), and nothing that somebody added on the way.
 */
export function echoDetail(detail: object): { readonly type: string } & Readonly<Record<string, unknown>> {
  const received: Record<string, unknown> = { ...detail };
  const { credentialId, hashAlgorithmOid, numSignatures } = parseDetail(detail);
  const digests: readonly object[] = Array.isArray(received['documentDigests']) ? received['documentDigests'] : [];
  return {
    type: String(received['type']),
    credentialID: credentialId,
    numSignatures,
    documentDigests: digests.map(withoutAbsent),
    hashAlgorithmOID: hashAlgorithmOid,
    ...(Array.isArray(received['locations']) ? { locations: received['locations'] } : {}),
  };
}

function withoutAbsent(digest: object): object {
  return Object.fromEntries(Object.entries(digest).filter(([, value]) => value !== null && value !== undefined));
}

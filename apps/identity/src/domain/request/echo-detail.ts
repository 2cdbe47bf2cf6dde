import { scopeOfDetail } from './detail-types.js';
import { parseSignatureDetail } from './parse-signature-detail.js';

type Members = Readonly<Record<string, unknown>>;
type Echo = { readonly type: string } & Members;

/** A detail as the token response repeats it: with what was received, and nothing that somebody added on the way. */
export function echoDetail(detail: object): Echo {
  const received: Members = { ...detail };
  const members = scopeOfDetail(detail) === 'credential' ? signatureMembers(received) : pick(received, ['credentialCreationRequest', 'credentialID']);
  return { type: String(received['type']), ...members, ...(Array.isArray(received['locations']) ? { locations: received['locations'] } : {}) };
}

/**
 * Always credential, count, digests and algorithm, because clients require each; the digests exactly as they were received, since a
 * client compares `hashType` with its own spelling.
 */
function signatureMembers(received: Members): Members {
  const { credentialId, signatureQualifier, hashAlgorithmOid, numSignatures } = parseSignatureDetail(received);
  const digests: readonly object[] = Array.isArray(received['documentDigests']) ? received['documentDigests'] : [];
  return {
    ...(credentialId !== undefined && { credentialID: credentialId }),
    ...(signatureQualifier !== undefined && { signatureQualifier }),
    numSignatures,
    documentDigests: digests.map(withoutAbsent),
    ...(hashAlgorithmOid !== undefined && { hashAlgorithmOID: hashAlgorithmOid }),
  };
}

function pick(members: Members, names: readonly string[]): Members {
  return Object.fromEntries(names.flatMap((name) => (members[name] === undefined || members[name] === null ? [] : [[name, members[name]]])));
}

function withoutAbsent(digest: object): object {
  return Object.fromEntries(Object.entries(digest).filter(([, value]) => value !== null && value !== undefined));
}

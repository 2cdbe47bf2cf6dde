import { createHash } from 'node:crypto';
import type { ProofKey } from '../oauth/proof-key.js';

/** A token as it came; with the key it is bound to, where it is bound to one (RFC 9449). */
export type AccessToken = string | BoundToken;

/** A token that is worth something only together with a proof by its key. */
export interface BoundToken {
  readonly token: string;
  readonly proofKey: ProofKey;
}

/** Headers by which a request shows its token. */
export async function showToken(access: AccessToken, url: URL): Promise<Record<string, string>> {
  if (typeof access === 'string') return { authorization: `Bearer ${access}` };
  const { token, proofKey } = access;
  // RFC 9449 section 4.2: the proof names the token by its digest, so that it serves beside no other.
  const ath = createHash('sha256').update(token).digest('base64url');
  return { authorization: `DPoP ${token}`, dpop: await proofKey.prove({ method: 'POST', url, ath }) };
}

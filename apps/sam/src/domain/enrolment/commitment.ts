import { sha256Hex } from '@paraph/kernel';
import type { Policy } from '../ports/policies.js';

interface Committed {
  readonly credentialId: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly signerId: string;
  readonly subscriberId: string;
  readonly provider: string;
  readonly policy: Policy;
  /** 16 random bytes, base64url. */
  readonly nonce: string;
}

/**
 * The text an enrolment's challenge is the hash of. Evidence over it proves: this person, for this key, under these
 * terms, and nothing else (sam-security 1.5). Stored as it is, so that no other writing of the same facts can differ.
 */
export function commitment({ credentialId, publicKey, signerId, subscriberId, provider, policy, nonce }: Committed): string {
  return JSON.stringify({
    credential: credentialId,
    keyThumbprint: sha256Hex(publicKey),
    signer: signerId,
    subscriber: subscriberId,
    provider,
    policy: { id: policy.id, digest: policy.digest },
    terms: sha256Hex(policy.terms.text),
    nonce,
  });
}

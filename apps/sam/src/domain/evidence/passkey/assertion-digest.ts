import type { Assertion } from '@paraph/contracts';
import { fromBase64Url, sha256, toBase64Url } from '@paraph/kernel';

/**
 * What marks an assertion as used: SHA-256 over the passkey's id and the bytes its signature is over (WebAuthn Level 3,
 * 6.3.3). The signature is no part of it: an ECDSA signature can be turned into another valid one by anybody. The id is,
 * since two people who approve the same thing sign the same bytes.
 */
export function assertionDigest({ id, authenticatorData, clientDataJSON }: Pick<Assertion, 'id' | 'authenticatorData' | 'clientDataJSON'>): string {
  return toBase64Url(sha256(sha256(id), bytes(authenticatorData), sha256(bytes(clientDataJSON))));
}

// The verifier has read both before; what it could not read gets no digest of its own.
function bytes(text: string): Uint8Array {
  return fromBase64Url(text) ?? new Uint8Array();
}

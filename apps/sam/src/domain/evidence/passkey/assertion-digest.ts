import type { Assertion } from '@paraph/contracts';
import { fromBase64Url, sha256, toBase64Url } from '@paraph/kernel';

/**
 * What marks an assertion as used: SHA-256 over the bytes its signature is over (WebAuthn Level 3, 6.3.3). The signature is
 * no part of it: an ECDSA signature can be turned into another valid one by anybody.
 */
export function assertionDigest({ authenticatorData, clientDataJSON }: Pick<Assertion, 'authenticatorData' | 'clientDataJSON'>): string {
  return toBase64Url(sha256(bytes(authenticatorData), sha256(bytes(clientDataJSON))));
}

// The verifier has read both before; what it could not read gets no digest of its own.
function bytes(text: string): Uint8Array {
  return fromBase64Url(text) ?? new Uint8Array();
}

import type { Assertion } from '@paraph/contracts';
import { fromBase64Url, sha256, toBase64Url } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import { refusedEvidence } from '../src/domain/evidence/refused-evidence.js';
import { PasskeyVerifier, type ExpectedAssertion, type RegisteredPasskey, type VerifiedAssertion } from '../src/domain/ports/passkey-verifier.js';

/** A passkey that is none: its "signature" is a hash over what it is asked for. For tests of what stands around the real verifier. */
export class FakePasskey {
  readonly id = toBase64Url(randomBytes(16));
  readonly publicKey = toBase64Url(randomBytes(40));
  private count = 0;

  answer(challenge: Uint8Array): Assertion {
    this.count += 1;
    const authenticatorData = Buffer.from(JSON.stringify({ count: this.count })).toString('base64url');
    return { id: this.id, clientDataJSON: toBase64Url(challenge), authenticatorData, signature: signatureOf(this.publicKey, challenge, authenticatorData) };
  }
}

/** Verifies what `FakePasskey` answers. */
export class FakePasskeyVerifier extends PasskeyVerifier {
  override register(): Promise<RegisteredPasskey> {
    return Promise.reject(new Error('no registration in this test'));
  }

  override isPublicKey(): boolean {
    return true;
  }

  override assert(assertion: Assertion, { challenge, id, publicKey, signCount: last }: ExpectedAssertion): Promise<VerifiedAssertion> {
    const { authenticatorData, clientDataJSON, signature } = assertion;
    const isRight = assertion.id === id && clientDataJSON === toBase64Url(challenge) && signature === signatureOf(publicKey, challenge, authenticatorData);
    if (!isRight) return Promise.reject(refusedEvidence('another signature'));
    const { count } = JSON.parse(new TextDecoder().decode(fromBase64Url(authenticatorData))) as { count: number };
    if (count <= last) return Promise.reject(refusedEvidence('the counter did not rise'));
    return Promise.resolve({ signCount: count, backedUp: false, backupEligible: false });
  }
}

function signatureOf(publicKey: string, challenge: Uint8Array, authenticatorData: string): string {
  return toBase64Url(sha256(publicKey, challenge, authenticatorData));
}

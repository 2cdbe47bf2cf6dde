import { timingSafeEqual } from 'node:crypto';
import type { Token } from '../../ports/token.js';
import type { VerifiedEvidence } from '../../ports/evidence-verifier.js';
import type { Policy } from '../../ports/policies.js';
import type { BindingRecord } from '../../records/record-kinds.js';
import type { Guess, Tries } from '../counters/tries.js';
import { refusedEvidence } from '../refused-evidence.js';
import { newestMeans } from '../typed/newest-means.js';
import { usableMeans } from '../usable-means.js';
import { isPin } from './pin-rules.js';
import { pinVerifier } from './pin-verifier.js';

/** What something typed is held against, and for what. */
export interface ExpectedTyped {
  readonly reference: string;
  readonly credentialId: string;
  readonly binding: BindingRecord;
  readonly policy: Policy;
  readonly now: Date;
  /** What marks this evidence as used, base64url; it must tell nothing of what was typed. */
  readonly evidenceDigest: string;
}

/** Compares a PIN with the credential's own. Each comparison has cost a try before, durably. */
export class CheckPin {
  constructor(
    private readonly token: Token,
    private readonly tries: Tries,
  ) {}

  /** @throws `evidence.invalid`, `evidence.locked`, `record.tampered`, `hsm.unavailable` */
  async run(pin: string, { reference, credentialId, binding, policy, now, evidenceDigest }: ExpectedTyped): Promise<VerifiedEvidence> {
    const means = newestMeans(usableMeans(binding, 'pin', now));
    if (!means) throw refusedEvidence('the credential has no PIN');
    if (!isPin(pin)) throw refusedEvidence('not the form of a PIN');
    const { meansId } = means;
    const guess: Guess = { meansId, kind: 'pin', limit: policy.pin.tries, signerId: binding.signerId, credentialId, reference };
    await this.tries.take(guess);
    if (!isSame(await pinVerifier(this.token, means, pin), means.verifier)) {
      await this.tries.wrong(guess);
      throw refusedEvidence('another PIN');
    }
    return {
      proof: { kind: 'pin', meansId, at: now.toISOString(), evidenceDigest, facts: {} },
      alongside: (transaction) => this.tries.right(transaction, guess),
    };
  }
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

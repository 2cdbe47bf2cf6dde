import type { VerifiedEvidence } from '../../ports/evidence-verifier.js';
import type { MeansCounters } from '../../ports/means-counters.js';
import type { TimeBasedCodes } from '../../ports/time-based-codes.js';
import type { Transaction } from '../../ports/transactions.js';
import type { Guess, Tries } from '../counters/tries.js';
import type { ExpectedTyped } from '../pin/check-pin.js';
import { refusedEvidence } from '../refused-evidence.js';
import { newestMeans } from '../typed/newest-means.js';
import { usableMeans } from '../usable-means.js';
import type { TotpSecrets } from './totp-secrets.js';

/** Compares a code with those of the signer's generator; each step of time counts once (RFC 6238 section 5.2). */
export class CheckTotp {
  constructor(
    private readonly secrets: TotpSecrets,
    private readonly codes: TimeBasedCodes,
    private readonly counters: MeansCounters,
    private readonly tries: Tries,
  ) {}

  /** @throws `evidence.invalid`, `evidence.locked`, `record.tampered`, `hsm.unavailable` */
  async run(code: string, { reference, credentialId, binding, policy, now, evidenceDigest }: ExpectedTyped): Promise<VerifiedEvidence> {
    const means = newestMeans(usableMeans(binding, 'totp', now));
    if (!means) throw refusedEvidence('the credential has no generator');
    const { meansId, sealedSecret } = means;
    // Typed and short as a PIN: it has as many tries.
    const guess: Guess = { meansId, kind: 'totp', limit: policy.pin.tries, signerId: binding.signerId, credentialId, reference };
    await this.tries.take(guess);
    const step = await this.stepOf(code, { meansId, sealedSecret, now });
    if (step === undefined) {
      await this.tries.wrong(guess);
      throw refusedEvidence('no code of this time, or one that was used');
    }
    return {
      proof: { kind: 'totp', meansId, at: now.toISOString(), evidenceDigest, facts: {} },
      alongside: async (transaction) => {
        await this.useUp(transaction, meansId, step);
        await this.tries.right(transaction, guess);
      },
    };
  }

  private async stepOf(code: string, { meansId, sealedSecret, now }: { meansId: string; sealedSecret: string; now: Date }): Promise<number | undefined> {
    const secret = await this.secrets.open(meansId, sealedSecret);
    const step = this.codes.step(secret, code, now);
    secret.fill(0);
    const { lastStep } = await this.counters.read(meansId);
    return step !== undefined && step > lastStep ? step : undefined;
  }

  // Once more under the lock: of two requests with one code, the second comes too late.
  private async useUp(transaction: Transaction, meansId: string, step: number): Promise<void> {
    await this.counters.change(transaction, meansId, (counter) => {
      if (step <= counter.lastStep) throw refusedEvidence('the code was used meanwhile');
      return { ...counter, lastStep: step };
    });
  }
}

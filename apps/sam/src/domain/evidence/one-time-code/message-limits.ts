import { ServiceError } from '@paraph/contracts';
import type { MeansCounter } from '../../ports/means-counters.js';
import type { Policy } from '../../ports/policies.js';
import { wrongCodesToLock } from './code-means.js';

const DAY = 86_400_000;

/**
 * One more message to the signer, a code or a link: nobody's phone rings more often in a day than the policy says, and not at all
 * once the means is locked.
 *
 * @throws `evidence.locked`, `evidence.too_many_codes`
 */
export function countMessage(counter: MeansCounter, { policy, now }: { readonly policy: Pick<Policy, 'code'>; readonly now: Date }): MeansCounter {
  if (counter.isLocked || counter.wrongTries >= wrongCodesToLock(policy)) {
    throw new ServiceError('evidence.locked', 'too many wrong codes: no further one is sent');
  }
  const day = now.toISOString().slice(0, 10);
  // A day later than ours was counted by a clock that ran ahead: it counts as ours.
  const codes = counter.codes.day >= day ? counter.codes : { day, count: 0 };
  if (codes.count >= policy.code.perDay) {
    throw new ServiceError('evidence.too_many_codes', 'no further code is sent today', { retryAfter: Math.ceil((DAY - (now.getTime() % DAY)) / 1_000) });
  }
  return { ...counter, codes: { day: codes.day, count: codes.count + 1 } };
}

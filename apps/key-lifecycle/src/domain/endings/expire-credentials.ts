import type { Clock } from '@paraph/kernel';
import { mayMove, move, type Credential } from '../credential.js';
import type { LifecycleEvent } from '../credential-store.js';
import { destroyed, expired } from '../lifecycle-events.js';
import type { CredentialRegister, OverCredential, Place } from './credential-register.js';
import type { ExpiryResult, KeyCustody } from './key-custody.js';

/** Waits, without doing anything. */
export type Rest = (milliseconds: number) => Promise<void>;

/** What came of a round. */
export interface ExpiryRound {
  readonly destroyed: number;
  /** Not over by the SAM's record, or not its to destroy. */
  readonly kept: number;
  readonly troubled: readonly ExpiryResult[];
}

/** Keys that the SAM is asked to end by one request. Few, since a signature that comes meanwhile waits for all of them. */
export const AT_ONCE = 4;
/** Of the time goes so much to signers for each unit that this takes: keys that are over can wait, people cannot. */
const REST_PER_WORK = 12;
const LEAST_REST_MS = 20;

/**
 * Has the keys destroyed whose certificates are over (KEY-06), page by page, and writes down what the SAM did. The SAM alone judges: what it keeps
 * stays as it is. A crash loses nothing: what was destroyed is found again, and the SAM answers the same.
 */
export class ExpireCredentials {
  constructor(
    private readonly register: CredentialRegister,
    private readonly custody: KeyCustody,
    private readonly clock: Clock,
    private readonly rest: Rest,
  ) {}

  /** One round over all that is due. @throws ServiceError as `KeyCustody.destroyExpired` */
  async run(signal: AbortSignal): Promise<ExpiryRound> {
    const [by, round] = [this.clock.now(), { destroyed: 0, kept: 0, troubled: [] as ExpiryResult[] }];
    for (let after: Place | undefined; !signal.aborted;) {
      const began = performance.now();
      const page = await this.register.over(by, after, AT_ONCE);
      if (page.length === 0) break;
      const results = await this.custody.destroyExpired(page.map(({ credential }) => credential.credentialId));
      round.destroyed += (await this.register.end(gone(page, results))).length;
      round.kept += results.filter(({ outcome }) => outcome === 'kept').length;
      round.troubled.push(...results.filter(({ outcome }) => outcome === 'tampered' || outcome === 'unknown'));
      after = page.at(-1)?.place;
      await this.rest(Math.max(LEAST_REST_MS, REST_PER_WORK * (performance.now() - began)));
    }
    return round;
  }
}

function gone(page: readonly OverCredential[], results: readonly ExpiryResult[]): { credential: Credential; events: LifecycleEvent[] }[] {
  const ids = new Set(results.flatMap(({ credentialId, outcome }) => (outcome === 'destroyed' ? credentialId : [])));
  return page.filter(({ credential }) => ids.has(credential.credentialId)).map(({ credential }) => ended(credential));
}

/** Over by the passing of time, and gone by what the SAM did: two moves, written down at once. */
function ended(credential: Credential): { credential: Credential; events: LifecycleEvent[] } {
  if (!mayMove(credential.state, 'expired', 'time')) {
    const end = move(credential, { to: 'destroyed', by: 'module' });
    return { credential: end, events: [destroyed(end)] };
  }
  const over = move(credential, { to: 'expired', by: 'time' });
  const end = move(over, { to: 'destroyed', by: 'module' });
  return { credential: end, events: [expired(over), destroyed(end)] };
}

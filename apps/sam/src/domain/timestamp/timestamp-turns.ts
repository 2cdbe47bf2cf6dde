import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { AuthorityStates } from '../authority-state/authority-states.js';
import { reportingTampering } from '../authority-state/tampered-state.js';
import type { Token } from '../ports/token.js';
import type { Transactions } from '../ports/transactions.js';
import { Reason, type Refusals } from '../refusals.js';
import { newSerialNumber } from '../x509/serial-number.js';

/** How far a time-stamp may be from the truth, seconds. */
export const ACCURACY_SECONDS = 1;

/** What a time-stamp gets from the SAM alone. */
export interface TimestampTurn {
  readonly time: Date;
  /** Hexadecimal, positive, nobody can guess it. */
  readonly serialNumber: string;
}

/** Gives out times that never go back, over all replicas. */
export class TimestampTurns {
  constructor(
    private readonly states: AuthorityStates,
    private readonly transactions: Transactions,
    private readonly token: Token,
    private readonly clock: Clock,
    private readonly refusals: Refusals,
  ) {}

  /**
   * The time is durable before anything is signed with it.
   *
   * @throws `service.unavailable` while the clock stands before what was given, `hsm.unavailable`, `record.tampered`
   */
  take(): Promise<TimestampTurn> {
    const context = { type: 'timestamp-refused', actor: { kind: 'system', id: 'sam' }, particulars: {} } as const;
    return this.refusals.recorded(context, () =>
      reportingTampering(this.transactions, async () => {
        const serialNumber = await newSerialNumber(this.token);
        return { serialNumber, time: await this.takeTime() };
      }),
    );
  }

  private takeTime(): Promise<Date> {
    return this.transactions.run(async (transaction) => {
      const state = await this.states.lock(transaction, 'timestamp', 'unit');
      const { time: last, count } = state.body ?? { time: undefined, count: 0 };
      const time = notBefore(last === undefined ? undefined : new Date(last), this.clock.now());
      await state.replace({ time: time.toISOString(), count: count + 1 });
      return time;
    });
  }
}

/** Clocks of replicas differ a little: what is within the accuracy that is promised anyway is the time given last. */
function notBefore(last: Date | undefined, now: Date): Date {
  if (!last || now >= last) return now;
  if (last.getTime() - now.getTime() <= ACCURACY_SECONDS * 1_000) return last;
  const cause = new Reason(`the clock says ${now.toISOString()}, and ${last.toISOString()} was given before`);
  throw new ServiceError('service.unavailable', 'there is no time to rely on', { cause });
}

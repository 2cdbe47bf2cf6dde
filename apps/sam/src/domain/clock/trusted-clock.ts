import { ServiceError } from '@paraph/contracts';
import { Clock } from '@paraph/kernel';
import { Reason } from '../refusals.js';
import type { ClockWatch } from './clock-watch.js';

/** Seconds after which the same may succeed. */
const RETRY_AFTER = 10;

/** The clock of whoever decides by the time: it says nothing rather than something that may be wrong. */
export class TrustedClock extends Clock {
  constructor(private readonly watch: ClockWatch) {
    super();
  }

  /** @throws `clock.unreliable` */
  override now(): Date {
    const { fault, clock } = this.watch;
    if (fault === undefined) return clock.rely();
    throw new ServiceError('clock.unreliable', 'the clock is not shown to be right', { cause: new Reason(fault), retryAfter: RETRY_AFTER });
  }
}

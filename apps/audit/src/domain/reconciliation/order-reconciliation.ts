import { ServiceError } from '@paraph/contracts';
import { newId, type Clock } from '@paraph/kernel';
import type { EventLog } from '../event-log.js';
import type { Period } from './event-finder.js';
import { DAILY, type Findings, type Reconciliation, type ReconciliationOrder } from './findings.js';
import type { Reconcile } from './reconcile.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What was too young to be judged the day before is looked at again. */
const OVERLAP_MS = 3 * DAY_MS;

/** When the log is compared with itself: once a day, and whenever somebody asks (AUD-06). */
export class OrderReconciliation {
  constructor(
    private readonly reconcile: Reconcile,
    private readonly findings: Findings,
    private readonly log: EventLog,
    private readonly clock: Clock,
  ) {}

  /** @throws `request.invalid` for a period that ends before it begins */
  async order(period: Period, askedBy: string): Promise<ReconciliationOrder> {
    if (period.from >= period.to) throw new ServiceError('request.invalid', 'the period ends before it begins');
    const order = { reconciliationId: newId('rcn'), period, askedBy };
    await this.findings.order(order);
    return order;
  }

  /** A comparison that is finished, or still to be made. @throws `finding.unknown` */
  async describe(reconciliationId: string): Promise<Reconciliation | ReconciliationOrder> {
    const known =
      (await this.findings.reconciliation(reconciliationId)) ?? (await this.findings.outstanding()).find((one) => one.reconciliationId === reconciliationId);
    if (!known) throw new ServiceError('finding.unknown', 'no comparison has this identifier');
    return known;
  }

  /** Makes those that somebody asked for. */
  async carryOut(signal: AbortSignal): Promise<readonly Reconciliation[]> {
    const done: Reconciliation[] = [];
    for (const order of await this.findings.outstanding()) {
      const one = await this.reconcile.run(order, signal);
      if (one) done.push(one);
    }
    return done;
  }

  /** Makes the one of the day, where it is due. */
  async daily(signal: AbortSignal): Promise<Reconciliation | undefined> {
    const now = this.clock.now();
    const last = await this.findings.lastDaily();
    if (last ? now.getTime() - last.period.to.getTime() < DAY_MS : !(await this.isWorthOne(now))) return undefined;
    const from = new Date(last ? last.period.to.getTime() - OVERLAP_MS : 0);
    return this.reconcile.run({ reconciliationId: newId('rcn'), period: { from, to: now }, askedBy: DAILY }, signal);
  }

  /** A log that has only just begun has nothing old enough to be judged. */
  private async isWorthOne(now: Date): Promise<boolean> {
    const [first] = await this.log.read({}, { after: -1, limit: 1 });
    return first !== undefined && now.getTime() - first.receivedAt.getTime() >= HOUR_MS;
  }
}

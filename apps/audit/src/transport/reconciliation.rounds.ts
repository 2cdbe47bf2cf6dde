import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, Metrics, Rounds } from '@paraph/platform';
import { Findings, findingStates, type Reconciliation } from '../domain/reconciliation/findings.js';
import { OrderReconciliation } from '../domain/reconciliation/order-reconciliation.js';

/** Name of the round that makes what was asked for, for whoever wants it at once. */
export const RECONCILIATION_ORDERS = 'reconciliation-orders';

const MINUTES_10 = 600_000;

/** Compares the log with itself: by one replica at a time, as `Rounds` has it. */
@Injectable()
export class ReconciliationRounds implements OnApplicationBootstrap {
  private readonly states;
  private readonly finished;

  constructor(
    private readonly rounds: Rounds,
    private readonly reconciliations: OrderReconciliation,
    private readonly findings: Findings,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.states = metrics.gauge({ name: 'audit_findings', help: 'Findings of the comparisons by their state', labels: ['state'] });
    this.finished = metrics.gauge({
      name: 'audit_reconciled_time_seconds',
      help: 'Up to when the log was compared with itself last, of each day’s comparison',
    });
  }

  onApplicationBootstrap(): void {
    this.rounds.begin({ name: 'reconciliation', everyMs: MINUTES_10, run: (signal) => this.daily(signal) });
    this.rounds.begin({ name: RECONCILIATION_ORDERS, everyMs: MINUTES_10, run: (signal) => this.carryOut(signal) });
  }

  private async daily(signal: AbortSignal): Promise<void> {
    const done = await this.reconciliations.daily(signal);
    if (done) this.tell(done);
    const last = await this.findings.lastDaily();
    if (last) this.finished.set(last.period.to.getTime() / 1_000);
    await this.measure();
  }

  private async carryOut(signal: AbortSignal): Promise<void> {
    for (const done of await this.reconciliations.carryOut(signal)) this.tell(done);
    await this.measure();
  }

  private tell({ reconciliationId, events, opened, resolved, undecided }: Reconciliation): void {
    this.log.info('log-reconciled', { reconciliationId, events, opened, resolved, undecided });
  }

  private async measure(): Promise<void> {
    const counts = await this.findings.count();
    for (const state of findingStates) this.states.set({ state }, counts[state]);
  }
}

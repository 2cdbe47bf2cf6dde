import { newId } from '@paraph/kernel';
import {
  DAILY,
  Findings,
  type Finding,
  type FindingFilter,
  type FindingPage,
  type FindingState,
  type Reconciliation,
  type ReconciliationOrder,
  type Remark,
} from '../../src/domain/reconciliation/findings.js';
import type { Breach } from '../../src/domain/reconciliation/rules.js';

/** Findings in memory, held to the same suite as PostgreSQL's. */
export class MemoryFindings extends Findings {
  private all: Finding[] = [];
  readonly kept: Reconciliation[] = [];
  private readonly orders: ReconciliationOrder[] = [];

  override async open(breaches: readonly Breach[], { reconciliationId, at }: { reconciliationId: string; at: Date }): Promise<number> {
    let opened = 0;
    for (const breach of breaches) {
      const isKnown = this.all.some(
        ({ rule, subject, closing }) => rule === breach.rule && subject === breach.subject && (closing === undefined || closing.by !== undefined),
      );
      if (isKnown) continue;
      this.all.unshift({ ...breach, findingId: newId('fnd'), reconciliationId, state: 'open', openedAt: at });
      opened += 1;
    }
    return opened;
  }

  override async find(findingId: string): Promise<Finding | undefined> {
    return this.all.find((one) => one.findingId === findingId);
  }

  override async list({ state, rule, reconciliationId, opened }: FindingFilter, { after, limit }: FindingPage): Promise<readonly Finding[]> {
    const first = after === undefined ? 0 : this.all.findIndex(({ findingId }) => findingId === after) + 1;
    return this.all
      .slice(first)
      .filter(
        (one) =>
          (state === undefined || one.state === state) &&
          (rule === undefined || one.rule === rule) &&
          (reconciliationId === undefined || one.reconciliationId === reconciliationId) &&
          (opened === undefined || (one.openedAt >= opened.from && one.openedAt < opened.to)),
      )
      .slice(0, limit);
  }

  override async count(): Promise<Readonly<Record<FindingState, number>>> {
    const counts = { open: 0, explained: 0, closed: 0 };
    for (const { state } of this.all) counts[state] += 1;
    return counts;
  }

  override async explain(findingId: string, explanation: Remark & { readonly by: string }): Promise<boolean> {
    return this.change(findingId, ['open', 'explained'], { state: 'explained', explanation });
  }

  override async close(findingId: string, from: readonly FindingState[], closing: Remark): Promise<boolean> {
    return this.change(findingId, from, { state: 'closed', closing });
  }

  override async order(order: ReconciliationOrder): Promise<void> {
    this.orders.push(order);
  }

  override async outstanding(): Promise<readonly ReconciliationOrder[]> {
    return this.orders.filter(({ reconciliationId }) => !this.kept.some((one) => one.reconciliationId === reconciliationId));
  }

  override async lastDaily(): Promise<Reconciliation | undefined> {
    return this.kept.find(({ askedBy }) => askedBy === DAILY);
  }

  override async keep(reconciliation: Reconciliation): Promise<void> {
    this.kept.unshift(reconciliation);
  }

  override async reconciliation(reconciliationId: string): Promise<Reconciliation | undefined> {
    return this.kept.find((one) => one.reconciliationId === reconciliationId);
  }

  override async reconciliations(limit: number): Promise<readonly Reconciliation[]> {
    return this.kept.slice(0, limit);
  }

  private change(findingId: string, from: readonly FindingState[], change: Partial<Finding>): boolean {
    const isThere = this.all.some((one) => one.findingId === findingId && from.includes(one.state));
    if (isThere) this.all = this.all.map((one) => (one.findingId === findingId ? { ...one, ...change } : one));
    return isThere;
  }
}

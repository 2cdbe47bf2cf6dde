import type { AnswerOf, auditEndpoints } from '@paraph/contracts';
import type { Reconciliation, ReconciliationOrder } from '../domain/reconciliation/findings.js';

type Shown = AnswerOf<(typeof auditEndpoints)['describeReconciliation']>;

/** A comparison as it is answered: ordered, or finished with what it found. */
export function showReconciliation(one: Reconciliation | ReconciliationOrder): Shown {
  const { reconciliationId, askedBy } = one;
  const period = { from: one.period.from.toISOString(), to: one.period.to.toISOString() };
  if (!('finishedAt' in one)) return { reconciliationId, askedBy, period, state: 'ordered' };
  const { startedAt, finishedAt, events, breaches, opened, resolved, undecided } = one;
  const times = { startedAt: startedAt.toISOString(), finishedAt: finishedAt.toISOString() };
  return { reconciliationId, askedBy, period, state: 'finished', ...times, events, breaches: { ...breaches }, opened, resolved, undecided };
}

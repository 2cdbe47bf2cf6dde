import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Outbox } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresFindings } from './adapters/postgres-findings.js';
import { EventLog } from './domain/event-log.js';
import { EventFinder } from './domain/reconciliation/event-finder.js';
import { Findings } from './domain/reconciliation/findings.js';
import { LogEventFinder } from './domain/reconciliation/log-event-finder.js';
import { OrderReconciliation } from './domain/reconciliation/order-reconciliation.js';
import { Reconcile } from './domain/reconciliation/reconcile.js';
import { TreatFindings } from './domain/reconciliation/treat-findings.js';
import { FindingsController } from './transport/findings.controller.js';
import { ReconciliationRounds } from './transport/reconciliation.rounds.js';

/** Controllers of what was found. */
export const reconciliationControllers: readonly Type[] = [FindingsController];

/** The log compared with itself. */
export const reconciliationProviders: readonly Provider[] = [
  adapt(EventFinder, LogEventFinder, EventLog),
  adapt(Findings, PostgresFindings, DataSource, Outbox<'audit'>),
  build(Reconcile, EventFinder, Findings, Clock),
  build(OrderReconciliation, Reconcile, Findings, EventLog, Clock),
  build(TreatFindings, Findings, Clock),
  ReconciliationRounds,
];

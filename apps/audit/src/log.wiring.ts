import type { Provider, Type } from '@nestjs/common';
import { adapt, build, Outbox } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { OutboxCheckRecord } from './adapters/outbox-check-record.js';
import { PostgresLogPortions } from './adapters/postgres-log-portions.js';
import { CheckLog } from './domain/check/check-log.js';
import { CheckRecord, OrderLogCheck } from './domain/check/order-log-check.js';
import { LogPortions } from './domain/check/log-portion.js';
import { EventLog } from './domain/event-log.js';
import { HeadSigner } from './domain/sign-heads.js';
import { TreeHeads } from './domain/tree-heads.js';
import { LogController } from './transport/log.controller.js';
import { LogRounds } from './transport/log.rounds.js';

/** Controllers of the log itself. */
export const logControllers: readonly Type[] = [LogController];

/** The log as a whole: its months, and the daily look at all of it. */
export const logProviders: readonly Provider[] = [
  adapt(LogPortions, PostgresLogPortions, DataSource),
  adapt(CheckRecord, OutboxCheckRecord, Outbox<'audit'>),
  build(CheckLog, TreeHeads, EventLog, LogPortions, HeadSigner),
  build(OrderLogCheck, CheckLog, CheckRecord),
  LogRounds,
];

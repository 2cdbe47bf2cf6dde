import type { Provider } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Outbox } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresActivityBook } from './adapters/postgres-activity-book.js';
import { ActivityBook } from './domain/analysis/activity-book.js';
import { AnalyseActivity } from './domain/analysis/analyse-activity.js';
import { EventLog } from './domain/event-log.js';
import { AnalysisRounds } from './transport/analysis.rounds.js';

/** What is not as usual. */
export const analysisProviders: readonly Provider[] = [
  adapt(ActivityBook, PostgresActivityBook, DataSource, Outbox<'audit'>),
  build(AnalyseActivity, EventLog, ActivityBook, Clock),
  AnalysisRounds,
];

import type { Provider } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, Outbox } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { BusMessengers } from './adapters/bus-messengers.js';
import { PostgresNoticeBook } from './adapters/postgres-notice-book.js';
import { Messengers } from './domain/notices/messengers.js';
import { NoticeBook, NoticeDays } from './domain/notices/notice-book.js';
import { TellEndings } from './domain/notices/tell-endings.js';
import { NoticesRounds } from './transport/notices.rounds.js';

/** What is told of certificates that end soon. */
export function noticesProviders(days: readonly number[]): readonly Provider[] {
  return [
    { provide: NoticeDays, useValue: new NoticeDays(days) },
    adapt(NoticeBook, PostgresNoticeBook, DataSource, Outbox),
    adapt(Messengers, BusMessengers, Bus),
    build(TellEndings, NoticeBook, Messengers, NoticeDays, Clock),
    NoticesRounds,
  ];
}

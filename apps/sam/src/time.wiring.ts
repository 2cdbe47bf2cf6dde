import type { Provider } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, ConfigProblems, Log, Metrics, Readiness, type ConfigOf } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { SntpTimeSource } from './adapters/clock/sntp-time-source.js';
import { SystemInstruments } from './adapters/clock/system-instruments.js';
import { lastEventAt } from './adapters/postgres/last-event.js';
import { PostgresWaitingEvents } from './adapters/postgres/postgres-waiting-events.js';
import { ClockWatch } from './domain/clock/clock-watch.js';
import { SteadyClock } from './domain/clock/steady-clock.js';
import { TrustedClock } from './domain/clock/trusted-clock.js';
import { LogPath, WaitingEvents } from './domain/log-path/log-path.js';
import type { samConfig } from './sam.config.js';
import { ClockDials, ClockRhythm, ClockTimer } from './transport/clock.timer.js';
import { LogPathDials, LogPathTimer } from './transport/log-path.timer.js';

type Config = ConfigOf<typeof samConfig.shape>;

const instruments = new SystemInstruments();

/** The time of the whole process: its events carry it too. */
export const steadyClock = (): Clock => new SteadyClock(instruments);

/** The clock that decides, what holds it against others, and the bounds of the path to the log. */
export function timeProviders({ time, outbox }: Pick<Config, 'time' | 'outbox'>): Provider[] {
  if (time.sources.length === 0 && time.withoutSource === 'refuse')
    throw new ConfigProblems('sam', ['SAM_TIME_SOURCES is empty: name a time source, or say SAM_TIME_WITHOUT_SOURCE=warn for a trial']);
  const sources = time.sources.map((server) => new SntpTimeSource(server, instruments));
  const policy = { maximumOffset: time.maximumOffset, lostAfter: time.lostAfterSeconds * 1_000 };
  return [
    {
      provide: ClockWatch,
      useFactory: async (clock: Clock, database: DataSource) => {
        if (!(clock instanceof SteadyClock)) throw new Error('the SAM runs on its steady clock');
        // What a source says is better than what was written last.
        if (sources.length === 0) clock.continueFrom(await lastEventAt(database));
        return new ClockWatch(clock, instruments, sources, policy);
      },
      inject: [Clock, DataSource],
    },
    build(TrustedClock, ClockWatch),
    { provide: ClockRhythm, useValue: new ClockRhythm(time.intervalSeconds * 1_000) },
    build(ClockDials, Metrics, Readiness),
    ClockTimer,
    { provide: LogPath, useValue: new LogPath({ count: outbox.mostWaiting, age: outbox.longestWaitSeconds * 1_000 }) },
    adapt(WaitingEvents, PostgresWaitingEvents, DataSource),
    build(LogPathDials, Metrics, Readiness, Log),
    LogPathTimer,
  ];
}

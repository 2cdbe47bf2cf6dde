import { integer, setting } from '@paraph/platform';
import { z } from 'zod';
import type { SntpServer } from './sntp-time-source.js';

const NTP_PORT = 123;
const MOST_SERVERS = 10;

const SERVER = /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9.-]{1,253}))(?::(\d{1,5}))?$/;

const server = z
  .string()
  .regex(SERVER, 'expected host or host:port, an IPv6 address in brackets')
  .transform((text): SntpServer => {
    const [, bracketed, named = '', port] = SERVER.exec(text) ?? [];
    return { host: bracketed ?? named, port: port === undefined ? NTP_PORT : Number(port) };
  })
  .refine(({ port }) => port > 0 && port < 65_536, 'expected a port from 1 to 65535');

const servers = z
  .string()
  .transform((text) => (text === '' ? [] : text.split(',').map((one) => one.trim())))
  .pipe(z.array(server).max(MOST_SERVERS));

/** Settings of the clock, read under the prefix `SAM_`. */
export const timeConfig = {
  sources: setting('TIME_SOURCES', servers, {
    purpose:
      'SNTP servers that the clock is held against, host:port divided by commas, port 123 where none is named; more than half must agree: one, or three and more',
    fallback: '',
  }),
  withoutSource: setting('TIME_WITHOUT_SOURCE', z.enum(['refuse', 'warn']), {
    purpose: 'what to do without a time source: not start, or watch for steps of the clock alone and say so, for a trial',
    fallback: 'refuse',
  }),
  maximumOffset: setting('TIME_MAXIMUM_OFFSET_MS', integer(10, 60_000), {
    purpose: 'how far the clock may be from UTC, milliseconds; beyond it, and after a greater jump, nothing is signed',
    fallback: '1000',
  }),
  intervalSeconds: setting('TIME_INTERVAL_SECONDS', integer(1, 3_600), { purpose: 'how often the sources are asked', fallback: '64' }),
  lostAfterSeconds: setting('TIME_LOST_AFTER_SECONDS', integer(1, 86_400), {
    purpose: 'how long the last answer serves; afterwards nothing is signed until a source answers',
    fallback: '3600',
  }),
};

import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, type ConfigOf } from '@paraph/platform';
import { EmbeddedTimestamps } from './adapters/embedded/embedded-timestamps.js';
import { HttpTimestamps } from './adapters/timestamp/http-timestamps.js';
import { Rfc3161Reader } from './adapters/timestamp/rfc3161-reader.js';
import type { caConnectorConfig } from './ca-connector.config.js';
import { IssueTimestamp } from './domain/issue-timestamp.js';
import { TimestampAuthority, TimestampReader } from './domain/timestamp.js';
import { TimestampController } from './transport/timestamp.controller.js';

type Config = ConfigOf<(typeof caConnectorConfig)['shape']>;

/** Controllers of time-stamps. */
export const timestampControllers: readonly Type[] = [TimestampController];

/** Time-stamps from whom the configuration names. */
export function timestampProviders({ timestamps, tsa, tsaLogin }: Config): readonly Provider[] {
  const { policy, anchors } = timestamps.kind === 'http' ? tsa : {};
  return [
    timestamps.kind === 'http'
      ? { provide: TimestampAuthority, useValue: httpTimestamps({ tsa, tsaLogin }) }
      : adapt(TimestampAuthority, EmbeddedTimestamps, Bus),
    { provide: TimestampReader, useValue: new Rfc3161Reader({ policy, anchors }) },
    build(IssueTimestamp, TimestampAuthority, TimestampReader, Clock),
  ];
}

function httpTimestamps({ tsa, tsaLogin }: Pick<Config, 'tsa' | 'tsaLogin'>): HttpTimestamps {
  const { url, policy, login } = tsa;
  const { user, password } = tsaLogin;
  // The schema demands all of them where they are chosen.
  if (!url) throw new Error('not read: the address of the time-stamping authority');
  if (login !== 'password') return new HttpTimestamps({ url, policy });
  if (user === undefined || !password) throw new Error('not read: how one signs in at the time-stamping authority');
  return new HttpTimestamps({ url, policy, login: { user, password } });
}

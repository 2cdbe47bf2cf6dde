import type { Provider } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, Log, Metrics, Readiness, type ConfigOf } from '@paraph/platform';
import { setTimeout } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { openTokens, type TokenWatch } from './adapters/pkcs11/open-tokens.js';
import { PostgresRewrapRows } from './adapters/postgres/postgres-rewrap-rows.js';
import { RememberingToken } from './adapters/remembering-token.js';
import { TokenFigures } from './adapters/token-figures.js';
import { BackupLife } from './domain/keys/backup-life.js';
import { RewrapKeys } from './domain/keys/rewrap-keys.js';
import { RewrapRows } from './domain/ports/rewrap-rows.js';
import { Token } from './domain/ports/token.js';
import { Transactions } from './domain/ports/transactions.js';
import type { samConfig } from './sam.config.js';
import { RewrappingTimer } from './transport/rewrapping.timer.js';

type Config = ConfigOf<typeof samConfig.shape>;

/** The token, or several as one, and what closes its keys anew after a new generation. */
export function tokenProviders({ token: settings }: Pick<Config, 'token'>): Provider[] {
  const pace = { perSecond: settings.rewrapPerSecond, pause: (milliseconds: number) => setTimeout(milliseconds) };
  return [
    {
      provide: Token,
      useFactory: async (clock: Clock, metrics: Metrics, log: Log, readiness: Readiness) => {
        const figures = new TokenFigures(metrics);
        const token = await openTokens({ ...settings, observer: figures }, () => clock.now(), watch(metrics, { figures, log, readiness }));
        return new RememberingToken(token, metrics);
      },
      inject: [Clock, Metrics, Log, Readiness],
    },
    adapt(RewrapRows, PostgresRewrapRows, DataSource),
    {
      provide: RewrapKeys,
      useFactory: (rows: RewrapRows, token: Token, transactions: Transactions, clock: Clock) => new RewrapKeys(rows, token, transactions, clock, pace),
      inject: [RewrapRows, Token, Transactions, Clock],
    },
    { provide: BackupLife, useValue: new BackupLife(settings.backupDays) },
    RewrappingTimer,
  ];
}

/** Tokens as figures, log lines and remarks of readiness: one that is out leaves the SAM ready while another answers. */
function watch(metrics: Metrics, { figures, log, readiness }: { figures: TokenFigures; log: Log; readiness: Readiness }): TokenWatch {
  const up = metrics.gauge({ name: 'sam_token_up', help: 'Whether the token answers', labels: ['token'] });
  const copies = metrics.gauge({
    name: 'sam_key_generation_held',
    help: 'Generations of the key-encryption key by the token that holds them; their sum is the number of copies',
    labels: ['token', 'generation'],
  });
  const out = new Set<string>();
  readiness.remark(() => (out.size > 0 ? `token out: ${[...out].toSorted().join(', ')}` : undefined));
  return {
    opened: (token, { label, generations }) => {
      figures.show(token);
      up.set({ token: label }, 1);
      for (const generation of generations) copies.set({ token: label, generation: String(generation) }, 1);
      log.info('token-opened', { token: label, generations });
    },
    out: (label, cause) => {
      out.add(label);
      up.set({ token: label }, 0);
      log.error('token-out', cause, { token: label });
    },
    back: (label) => {
      out.delete(label);
      up.set({ token: label }, 1);
      log.info('token-back', { token: label });
    },
  };
}

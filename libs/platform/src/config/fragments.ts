import { z } from 'zod';
import { optional, secretFile, setting, textFile, watchedFile } from './setting.js';

/** A whole number written as text. */
export const integer = (min: number, max: number) => z.string().regex(/^\d+$/, 'expected a whole number').transform(Number).pipe(z.number().min(min).max(max));

/** Where a process listens and how it is called from outside. */
export const http = {
  host: setting('HTTP_HOST', z.string().min(1), { purpose: 'address to listen on', fallback: '127.0.0.1' }),
  port: setting('HTTP_PORT', integer(1, 65_535), { purpose: 'TCP port for HTTP; also for health and metrics, unless they have a port of their own' }),
  operationsHost: setting('OPERATIONS_HOST', z.string().min(1), {
    purpose: 'address on which health and metrics are told, where they have a port of their own',
    fallback: '127.0.0.1',
  }),
  operationsPort: optional(
    setting('OPERATIONS_PORT', integer(1, 65_535), {
      purpose: 'TCP port for health and metrics alone, plain http; where it is set, the other port knows nothing of them',
    }),
  ),
  tlsCertificate: optional(
    watchedFile('TLS_CERTIFICATE_FILE', {
      purpose:
        'PEM certificate of this server with its intermediates; with it and its key the port speaks https only, and a renewed pair is taken up while it runs',
    }),
  ),
  tlsKey: optional(watchedFile('TLS_KEY_FILE', { purpose: 'PEM private key of that certificate' })),
};

/** The origin of this process as browsers and clients write it. */
export const origin = setting(
  'PUBLIC_ORIGIN',
  z.url().refine((text) => !text.endsWith('/'), 'expected no slash at the end'),
  {
    purpose: 'scheme, host and port under which others reach this process',
  },
);

/** How much of `X-Forwarded-For` is ours. */
export const proxiesInFront = setting('PROXIES_IN_FRONT', integer(0, 10), {
  purpose: 'proxies of yours between callers and this process, each of which appends to X-Forwarded-For; 0 believes no such header',
  fallback: '0',
});

export const log = {
  level: setting('LOG_LEVEL', z.enum(['debug', 'info', 'warn', 'error', 'silent']), { purpose: 'least severe log line written', fallback: 'info' }),
};

/** How a process reaches the bus: TLS, and an nkey of its own. */
export const bus = {
  url: setting('BUS_URL', z.string().regex(/^tls:\/\/[^,\s]+(?:,tls:\/\/[^,\s]+)*$/, 'expected tls://host:port, several with commas between them'), {
    purpose: 'address of the NATS server; of each server of a cluster, with commas between them',
  }),
  ca: textFile('BUS_CA_FILE', { purpose: 'PEM certificate of the authority that signs the NATS server’s certificate' }),
  nkey: secretFile('BUS_NKEY_FILE', { purpose: 'nkey seed of this process' }),
  oldBroker: setting('BUS_OLD_BROKER', z.enum(['refuse', 'warn']), {
    purpose: 'what to do about a nats-server that lacks security fixes (below 2.11.16 or 2.12.7): not start, or say so in the log, for a trial',
    fallback: 'refuse',
  }),
};

/** The service's own database, as its runtime role. */
export const database = {
  url: secretFile('DATABASE_URL_FILE', { purpose: 'file with the postgres:// address of the runtime role' }),
  connections: setting('DATABASE_CONNECTIONS', integer(1, 200), { purpose: 'size of the connection pool', fallback: '10' }),
  statementSeconds: setting('DATABASE_STATEMENT_SECONDS', integer(1, 600), {
    purpose: 'how long a statement may take; a connection on which nothing was answered for that long is given up',
    fallback: '10',
  }),
  heartbeatSeconds: setting('HEARTBEAT_SECONDS', integer(1, 3_600), {
    purpose: 'after how long without an event the service records that it is there; audit tells a source that is silent for longer',
    fallback: '60',
  }),
};

/** The same database as the role that may change its tables; only the migration command reads it. */
export const databaseOwner = {
  url: secretFile('DATABASE_OWNER_URL_FILE', { purpose: 'file with the postgres:// address of the owner role' }),
};

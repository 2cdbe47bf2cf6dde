import { connect, nkeyAuthenticator, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import { inboxPrefix, type BusService } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';

export interface BusSettings {
  /** Of one server, or of several with commas between them. */
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  readonly nkey: Secret;
}

/** Connects a process to the bus: TLS, its own nkey, an inbox no neighbour may listen to, reconnecting for ever. */
export async function connectBus(service: BusService, settings: BusSettings): Promise<NatsConnection> {
  return connect(connectionOptions(service, settings));
}

/** How a process presents itself to the broker, and what it asks of it. */
export function connectionOptions(service: BusService, settings: BusSettings): ConnectionOptions {
  return {
    servers: settings.url.split(',').map((one) => one.replace(/^tls:/, 'nats:')),
    name: service,
    inboxPrefix: inboxPrefix(service),
    authenticator: nkeyAuthenticator(new TextEncoder().encode(settings.nkey.reveal())),
    tls: { ca: settings.ca },
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    waitOnFirstConnect: true,
    ignoreAuthErrorAbort: true,
    // Otherwise the library takes a stack trace for each request, in case it fails; `Bus` says itself which call did.
    noAsyncTraces: true,
  };
}

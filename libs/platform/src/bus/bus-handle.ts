import type { NatsConnection } from '@nats-io/transport-node';

/** The raw connection, for the one service that reads streams. Everybody else speaks through `Bus`. */
export class BusConnection {
  constructor(readonly nats: NatsConnection) {}
}

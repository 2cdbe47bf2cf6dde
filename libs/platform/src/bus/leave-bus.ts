import type { NatsConnection } from '@nats-io/transport-node';

/** A broker that is there answers in a fraction of this, also under load. Milliseconds. */
const ANSWERS_WITHIN_MS = 3_000;

type Answering = Pick<NatsConnection, 'rtt'>;

/**
 * Whether the broker answers at this moment. To say goodbye to one that is away lasts until it is back, and a process that was told to
 * stop has no such time: its orchestrator would kill it with what it has in hand.
 */
export async function isBrokerThere(connection: Answering): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((done) => (timer = setTimeout(done, ANSWERS_WITHIN_MS, false)));
  const answered = connection.rtt().then(
    () => true,
    () => false,
  );
  const isThere = await Promise.race([answered, tooLate]);
  clearTimeout(timer);
  return isThere;
}

/** Ends the connection: in order where the broker is there, and at once where it is not. */
export async function leaveBus(connection: Answering & Pick<NatsConnection, 'drain' | 'close'>): Promise<void> {
  await ((await isBrokerThere(connection)) ? connection.drain() : connection.close());
}

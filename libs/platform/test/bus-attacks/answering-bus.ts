import type { MsgHdrs } from '@nats-io/transport-node';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { subjectStem, type BusService, type Call } from '@paraph/contracts';
import { BusServer, Log } from '../../src/index.js';

type Handler = (request: unknown) => Promise<unknown>;

/** A process's own bus server, answering one or more calls as the real ones do. */
export async function answering(
  connection: NatsConnection,
  service: BusService,
  answers: readonly (readonly [Call, Handler])[],
  log?: Log,
): Promise<BusServer> {
  const server = new BusServer(connection, service, log ?? new Log('test', 'silent'));
  for (const [call, handler] of answers)
    server.addHandler(`${subjectStem(call)}.*`, (request: unknown) => Promise.resolve(handler(request)) as never, false, { call });
  await new Promise<void>((done, fail) => server.listen((error) => (error ? fail(new Error('the server does not listen', { cause: error })) : done())));
  return server;
}

/** The headers of a request that has time left, and whatever else somebody puts beside it. */
export function withTime(more: Readonly<Record<string, string>> = {}): MsgHdrs {
  const made = headers();
  made.set('Paraph-Deadline', String(Date.now() + 5_000));
  for (const [name, value] of Object.entries(more)) made.set(name, value);
  return made;
}

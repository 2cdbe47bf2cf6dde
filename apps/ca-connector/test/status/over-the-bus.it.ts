import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import { offerProof, refreshCredential, reportRevocation, revokeByProof, subjectFor, type Call, type RequestOf } from '@paraph/contracts';
import { fromBase64, sha256, sha256Hex, toBase64Url } from '@paraph/kernel';
import { BusServer, connectBus, Log } from '@paraph/platform';
import { OpenSsl, startNats, startPostgres, type TestNats, type TestPostgres } from '@paraph/testing';
import { z } from 'zod';
import { ConnectorDatabase } from '../connector-database.js';
import { startConnector, type RunningConnector } from '../running-connector.js';
import { StatusCa } from './status-ca.js';
import { StatementServer, WatchWorld } from './watch-world.js';

const openssl = new OpenSsl();
const server = new StatementServer();
const acts: string[] = [];
const parts: Buffer[] = [];
const told: object[] = [];
let postgres: TestPostgres;
let nats: TestNats;
let database: ConnectorDatabase;
let connector: RunningConnector;
const neighbours: { readonly connection: NatsConnection; readonly server: BusServer }[] = [];

/** A neighbour on the bus, with the rights that the broker gives it. */
async function neighbour(service: 'sam' | 'key-lifecycle', answers: readonly (readonly [Call, (request: never) => object])[]): Promise<void> {
  const connection = await connectBus(service, { url: nats.url, ca: nats.ca, nkey: nats.nkeys[service] });
  const bus = new BusServer(connection, service, new Log(service, 'silent'));
  for (const [call, answer] of answers) {
    const handler = async (request: never): Promise<object> => (acts.push(call.name), answer(request));
    bus.addHandler(subjectFor(call, 'ca-connector').replace(/[^.]+$/, '*'), handler as never, false, { call });
  }
  await new Promise<void>((done, fail) => bus.listen((error) => (error ? fail(new Error('not listening', { cause: error })) : done())));
  neighbours.push({ connection, server: bus });
}

beforeAll(async () => {
  [postgres, nats] = await Promise.all([startPostgres(), startNats(), server.start()]);
  database = await ConnectorDatabase.open(postgres);
}, 60_000);
afterAll(async () => {
  await connector?.stop();
  for (const one of neighbours) {
    await one.server.close();
    await one.connection.close();
  }
  await database?.close();
  await server.stop();
  await nats?.stop();
  await postgres?.stop();
  openssl.remove();
});

it('a list of many thousand entries ends the one credential it is about: stopped first, proven over the broker in parts, and followed', async () => {
  const ca = new StatusCa(openssl, 'ca');
  ca.crowd(40_000);
  const world = new WatchWorld(database, server, ca);
  const { credentialId, certificate } = await world.issued();
  ca.revoke(certificate);
  const crl = ca.list();
  server.list = () => crl;

  let follow = (): void => undefined;
  const done = new Promise<void>((resolve) => (follow = resolve));
  await neighbour('key-lifecycle', [
    [reportRevocation, (reported: RequestOf<typeof reportRevocation>) => (told.push(reported), { credentialId, state: 'suspended' })],
    [refreshCredential, () => (follow(), { credentialId, state: 'revoked' })],
  ]);
  await neighbour('sam', [
    [offerProof, ({ part, bytes }: RequestOf<typeof offerProof>) => ((parts[part] = Buffer.from(fromBase64(bytes) ?? [])), { part })],
    [
      revokeByProof,
      ({ digest, kind }: RequestOf<typeof revokeByProof>) => {
        expect([kind, toBase64Url(sha256(Buffer.concat(parts))) === digest]).toEqual(['crl', true]);
        return { credentialId, revokedAt: new Date().toISOString() };
      },
    ],
  ]);
  const kind = { schema: z.unknown(), make: () => ({ driver: 'none' }) as never };
  const elsewhere = {
    name: 'elsewhere',
    kind,
    settings: {},
    connection: undefined,
    issuers: [ca.certificate],
    crl: { url: server.url('list'), everySeconds: 300 },
  };
  connector = await startConnector(nats, database, { authorities: { authorities: [elsewhere], routes: [] } });
  await done;

  expect(acts).toEqual(['reportRevocation', ...parts.map(() => 'offerProof'), 'revokeByProof', 'refreshCredential']);
  expect([parts.length > 2, Buffer.concat(parts).equals(crl)]).toEqual([true, true]);
  expect(told).toMatchObject([{ credentialId, fingerprint: sha256Hex(certificate) }]);
}, 30_000);

/** Replicas of the SAM hand calls on to the one that holds a key. Whoever else could, would be no neighbour but a sibling. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { headers } from '@nats-io/transport-node';
import { busServices, calls, destroyKey, inboxPrefix, replicaSubject, ServiceError, subjectFor } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { Bus, BusServer, Log, NobodyThere, type Caller } from '../../src/index.js';
import { HostileBus } from './hostile-bus.js';

const HOLDER = newId('rep');
const credentialId = newId('cred');
const forwarded = calls.filter(({ isForwarded }) => isForwarded);

let bus: HostileBus;
const servers: BusServer[] = [];
beforeAll(async () => {
  bus = await HostileBus.start();
  await bus.as('sam');
}, 60_000);
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
afterAll(() => bus.stop());

/** A replica of the SAM; who asked it, and what it was asked. */
async function replica(name: string): Promise<string[]> {
  const asked: string[] = [];
  const server = new BusServer((await bus.as('sam')).connection, 'sam', new Log('test', 'silent'), name);
  const handler = (request: { readonly credentialId: string }, { service }: Caller) => {
    asked.push(`${service}: ${request.credentialId}`);
    return Promise.resolve(request) as never;
  };
  server.addHandler(`paraph.sam.v${destroyKey.version}.destroyKey.*`, handler, false, { call: destroyKey });
  await new Promise<void>((done, fail) => server.listen((error) => (error ? fail(new Error('the server does not listen', { cause: error })) : done())));
  servers.push(server);
  return asked;
}

it('there are calls that are handed on, all of the SAM', () => {
  expect(forwarded.map(({ service }) => service)).toEqual(forwarded.map(() => 'sam'));
  expect(forwarded.length).toBeGreaterThan(3);
});

describe('a call that is handed on', () => {
  it('reaches the replica it names, and no other', async () => {
    const [holder, other] = [await replica(HOLDER), await replica(newId('rep'))];
    const sibling = new Bus((await bus.as('sam')).connection, 'sam');
    expect(await sibling.handOn(destroyKey, { credentialId }, HOLDER)).toEqual({ credentialId });
    expect([holder, other]).toEqual([[`sam: ${credentialId}`], []]);
  });

  it('is told from one that nobody can take', async () => {
    await replica(newId('rep'));
    const sibling = new Bus((await bus.as('sam')).connection, 'sam');
    await expect(sibling.handOn(destroyKey, { credentialId }, HOLDER)).rejects.toBeInstanceOf(NobodyThere);
    await expect(sibling.handOn(destroyKey, { credentialId }, HOLDER)).rejects.toMatchObject({ code: 'service.unavailable' });
  });
});

describe.each(busServices.filter((service) => service !== 'sam'))('%s', (self) => {
  it('hands nothing on, under no name', async () => {
    const names = [self, ...busServices];
    const subjects = forwarded.flatMap((call) => names.map((name) => replicaSubject(call, HOLDER).replace(/sam$/, name)));
    expect(await (await bus.as(self)).refusedPublications(...subjects.map((subject) => ({ subject })))).toEqual(subjects);
  });

  it('hears nothing that is handed on', async () => {
    const wanted = forwarded.map((call) => ({ subject: replicaSubject(call, HOLDER) }));
    expect(await (await bus.as(self)).refusedListening(...wanted)).toEqual(wanted.map(({ subject }) => subject));
  });
});

describe('the SAM’s own user', () => {
  it('is refused where it calls as anybody calls', async () => {
    const asked = await replica(HOLDER);
    const refused = await (await bus.as('sam')).refusedPublications({ subject: subjectFor(destroyKey, 'sam') });
    expect(refused).toEqual([subjectFor(destroyKey, 'sam')]);
    // The control: one that may.
    await new Bus((await bus.as('key-lifecycle')).connection, 'key-lifecycle').call(destroyKey, { credentialId });
    expect(asked).toEqual([`key-lifecycle: ${credentialId}`]);
  });

  it('has its answers go to its own inboxes and nowhere else', async () => {
    const asked = await replica(HOLDER);
    const { connection } = await bus.as('sam');
    const options = { headers: headers(), reply: replicaSubject(destroyKey, newId('rep')) };
    connection.publish(replicaSubject(destroyKey, HOLDER), JSON.stringify({ credentialId }), options);
    await connection.flush();
    const sibling = new Bus(connection, 'sam');
    await sibling.handOn(destroyKey, { credentialId: newId('cred') }, HOLDER).catch((error: unknown) => expect(error).toBeInstanceOf(ServiceError));
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toContain(credentialId);
    expect(inboxPrefix('sam')).toBe('_INBOX_sam');
  });
});

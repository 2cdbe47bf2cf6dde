import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { sha256Hex } from '@paraph/kernel';
import { OpenSsl, startPostgres, type TestPostgres } from '@paraph/testing';
import { ConnectorDatabase } from '../connector-database.js';
import { StatusCa } from './status-ca.js';
import { StatementServer, WatchWorld, type Served } from './watch-world.js';

const openssl = new OpenSsl();
const server = new StatementServer();
let postgres: TestPostgres;
let database: ConnectorDatabase;
let ca: StatusCa;
let world: WatchWorld;
let replica: ReturnType<WatchWorld['replica']>;
let credentialId: string;
let certificate: Uint8Array;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await ConnectorDatabase.open(postgres);
  await server.start();
  ca = new StatusCa(openssl, 'ca');
}, 60_000);
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
  await server.stop();
  openssl.remove();
});

async function begin(by: 'crl' | 'ocsp' | 'both'): Promise<void> {
  await database.empty();
  server.asked.length = 0;
  world = new WatchWorld(database, server, ca);
  replica = world.replica(by);
  server.list = () => world.ca.list();
  server.answer = (question) => world.ca.answer(question);
  ({ credentialId, certificate } = await world.issued());
}

/** What the watch does in so much time: it looks, and it follows. */
async function passes(seconds = 0): Promise<{ looked: string[]; followed: string[] }> {
  world.clock.advance(seconds * 1_000);
  const looked = (await replica.watch.run()).map(({ failure }) => (failure instanceof Error ? failure.message : 'well'));
  return { looked, followed: (await replica.follow.run()).map(({ outcome }) => outcome) };
}

describe.each(['crl', 'ocsp'] as const)('by %s, a certificate that its authority revoked', (by) => {
  beforeEach(() => begin(by));

  it('has its credential suspended at once, and its key destroyed on the authority’s own signature', async () => {
    expect(await passes()).toEqual({ looked: ['well'], followed: [] });
    world.ca.revoke(certificate);
    expect(await passes(300)).toEqual({ looked: ['well'], followed: ['done'] });
    expect(world.end.acts).toEqual(['report', 'prove', 'follow']);
    expect(world.end.reports).toMatchObject([{ fingerprint: sha256Hex(certificate) }]);
    expect(world.end.proofs.map(({ kind }) => kind)).toEqual([by]);
    expect(await world.events()).toEqual(['revocation-noticed', 'revocation-confirmed: the key is destroyed']);
    expect([await passes(300), await passes(3_000), world.end.acts.length]).toMatchObject([{ followed: [] }, { followed: [] }, 3]);
  });

  it('and no other’s', async () => {
    world.ca.revoke((await world.issued()).certificate);
    await passes();
    expect(world.end.reports).not.toMatchObject([{ fingerprint: sha256Hex(certificate) }]);
    expect(world.end.reports).toHaveLength(1);
  });

  it('is tried until the SAM takes the proof, and each try stops the credential again', async () => {
    world.ca.revoke(certificate);
    world.end.failure = new ServiceError('proof.unfit', 'not yet');
    expect(await passes()).toMatchObject({ followed: ['open'] });
    expect(await passes(10)).toMatchObject({ followed: ['open'] });
    world.end.failure = undefined;
    expect(await passes(20)).toMatchObject({ followed: ['done'] });
    expect(world.end.acts).toEqual(['report', 'prove', 'report', 'prove', 'report', 'prove', 'follow']);
    expect(await world.events()).toEqual(['revocation-noticed', 'revocation-failed: proof.unfit: not yet', 'revocation-confirmed: the key is destroyed']);
  });

  it('is followed by one of two replicas', async () => {
    world.ca.revoke(certificate);
    const other = world.replica(by);
    await Promise.all([replica.watch.run(), other.watch.run()]);
    await Promise.all([replica.follow.run(), other.follow.run()]);
    expect(world.end.acts).toEqual(['report', 'prove', 'follow']);
    // The list once; the responder once more, for the proof.
    expect(server.asked).toEqual(by === 'crl' ? ['/list'] : ['/ocsp', '/ocsp']);
  });

  it('that is nobody’s, or another’s, is done with', async () => {
    world.ca.revoke(certificate);
    world.end.reported = 'none';
    expect(await passes()).toMatchObject({ followed: ['done'] });
    expect([world.end.acts, (await world.events()).at(-1)]).toEqual([['report'], 'revocation-confirmed: no key of ours signs with it']);
  });

  it('before it is bound is told again until it can be stopped', async () => {
    world.ca.revoke(certificate);
    world.end.reported = 'early';
    expect(await passes()).toMatchObject({ followed: ['open'] });
    world.end.reported = 'stopped';
    expect(await passes(10)).toMatchObject({ followed: ['done'] });
  });

  it('as we had ordered confirms the order, whatever its driver could do', async () => {
    const now = world.clock.now();
    const event = { type: 'revocation-requested', actor: { kind: 'system', id: 'key-lifecycle' }, outcome: 'success' } as const;
    await world.orders.place({ credentialId, reason: 'superseded' }, { now, until: now }, event);
    world.ca.revoke(certificate);
    world.end.reported = 'ended';
    expect(await passes()).toMatchObject({ followed: ['done'] });
    expect([world.end.acts, await world.orders.waiting()]).toEqual([['report'], { count: 0, since: undefined }]);
  });

  it('on hold is stopped, not ended; when the hold is lifted it stays so, and a later revocation is noticed', async () => {
    world.ca.revoke(certificate, 'certificateHold');
    world.end.failure = new ServiceError('proof.unfit', 'a hold is no end');
    await passes();
    world.ca.release(certificate);
    expect(await passes(300)).toMatchObject({ followed: ['lifted'] });
    expect(world.end.acts).toEqual(['report', 'prove', 'report']);
    world.end.failure = undefined;
    world.ca.revoke(certificate);
    expect(await passes(300)).toMatchObject({ followed: ['done'] });
  });

  it('is noticed however long the authority was away, and its absence is told once', async () => {
    const [list, answer] = [server.list, server.answer];
    [server.list, server.answer] = [() => 503, () => 503];
    for (let minute = 0; minute < 5; minute += 1) await passes(60);
    world.ca.revoke(certificate);
    [server.list, server.answer] = [list, answer];
    expect(await passes(300)).toEqual({ looked: ['well'], followed: ['done'] });
    expect(await world.events()).toEqual([
      'authority-unreachable: authority.unavailable: it answers with status 503',
      'revocation-noticed',
      'authority-reachable',
      'revocation-confirmed: the key is destroyed',
    ]);
  });
});

describe('an authority with a list and a responder', () => {
  beforeEach(() => begin('both'));

  it('is believed by what its responder says before its list does, and no hold is taken to be lifted by the list', async () => {
    const before = world.ca.list();
    server.list = () => before;
    world.ca.revoke(certificate);
    expect(await passes()).toEqual({ looked: ['well', 'well'], followed: ['done'] });
    expect(world.end.proofs.map(({ kind }) => kind)).toEqual(['ocsp']);
  });

  it('is believed by its list while its responder is away, and the other way round', async () => {
    const { list } = server;
    server.answer = () => 503;
    world.ca.revoke(certificate);
    expect(await passes()).toMatchObject({ looked: ['well', expect.stringContaining('503')], followed: ['done'] });
    const { certificate: other } = await world.issued();
    [server.list, server.answer] = [() => 503, (question) => world.ca.answer(question)];
    world.ca.revoke(other);
    await passes(300);
    expect(world.end.proofs.map(({ kind }) => kind)).toEqual(['crl', 'ocsp']);
    server.list = list;
  });
});

describe('a list that proves nothing', () => {
  beforeEach(() => begin('crl'));

  it.each<[string, () => Served, string]>([
    ['stale', () => world.ca.list({ from: -2, until: -1 }), 'the list is stale'],
    ['of the future', () => world.ca.list({ from: 1, until: 2 }), 'the list is of the future: its clock or ours is wrong'],
    ['partial', () => world.ca.list({ kind: 'reasons' }), 'the list is partial or indirect'],
    ['no list', () => Buffer.from('<html>'), 'what came is no revocation list'],
    ['cut', () => 'cut', 'the connection failed'],
    ['a redirect', () => 302, 'it answers with a redirect (302)'],
    ['empty', () => Uint8Array.of(), 'what came is no revocation list'],
  ])('because it is %s stops nobody, is told once, and the next good one counts', async (_what, serve, why) => {
    world.ca.revoke(certificate);
    server.list = serve;
    expect(await passes()).toMatchObject({ looked: [expect.stringContaining(why)], followed: [] });
    await passes(60);
    const told = await world.events();
    expect([told.length, world.end.acts]).toEqual([1, []]);
    server.list = () => world.ca.list();
    const believedBefore = (await world.standings())[0]?.isBelieved;
    expect(await passes(60)).toEqual({ looked: ['well'], followed: ['done'] });
    const standing = { authority: 'elsewhere', kind: 'crl', isBelieved: true, believedAt: world.clock.now() };
    expect([believedBefore, await world.standings()]).toEqual([false, [standing]]);
  });

  it('because another authority of the same name signed it stops nobody', async () => {
    const impostor = new StatusCa(openssl, 'impostor');
    impostor.revoke(impostor.issue());
    server.list = () => impostor.list();
    expect(await passes()).toMatchObject({ looked: ['no pinned issuer signed the list'], followed: [] });
    expect(await world.events()).toEqual(['status-refused: no pinned issuer signed the list']);
    expect(world.end.acts).toEqual([]);
  });

  it('because it is older than the last resumes nobody and hides nothing', async () => {
    const old = world.ca.list();
    world.ca.revoke(certificate);
    world.end.failure = new ServiceError('hsm.unavailable', 'away');
    expect(await passes()).toMatchObject({ looked: ['well'], followed: ['open'] });
    server.list = () => old;
    world.end.failure = undefined;
    expect(await passes(300)).toEqual({ looked: ['the list is older than the last one'], followed: ['done'] });
    expect(await world.events()).toContain('status-refused: the list is older than the last one');
  });

  it('any more, because its time is over, is not shown to the SAM', async () => {
    world.ca.revoke(certificate);
    world.end.failure = new ServiceError('hsm.unavailable', 'away');
    await passes();
    server.list = () => 503;
    expect(await passes(2 * 86_400)).toMatchObject({ followed: ['open'] });
    expect([world.end.proofs.length, (await world.events()).at(-1)]).toEqual([1, 'revocation-failed: the list is stale']);
  });
});

describe('the schedule', () => {
  it('is kept: a list is fetched when it is due, by whoever is there', async () => {
    await begin('crl');
    await passes();
    await passes(299);
    expect(server.asked).toHaveLength(1);
    await passes(1);
    expect(server.asked).toHaveLength(2);
  });

  it('asks about each certificate in its time, and not about one whose validity is over', async () => {
    await begin('ocsp');
    await world.issued();
    await passes();
    await passes(10);
    expect(server.asked).toHaveLength(2);
    await passes(290);
    expect(server.asked).toHaveLength(4);
    await passes(31 * 86_400);
    expect(server.asked).toHaveLength(4);
  });

  it('goes on with the other certificates where one answer proves nothing', async () => {
    await begin('ocsp');
    const { certificate: other } = await world.issued();
    world.ca.revoke(other);
    let first = true;
    server.answer = (question) => {
      const isFirst = first;
      first = false;
      return isFirst ? Buffer.from('x') : world.ca.answer(question);
    };
    const one = await passes();
    const next = await passes(300);
    expect([one.looked, next.looked, [...one.followed, ...next.followed]]).toEqual([['what came is no OCSP answer'], ['well'], ['done']]);
  });
});

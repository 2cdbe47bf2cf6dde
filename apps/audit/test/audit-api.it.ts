/** The API over a real log: what is found by which question, what is whose, and what is written down of it. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { auditEvent, type AuditEvent } from '@paraph/contracts';
import { leafHash, newId, sha256, toBase64Url, toHex } from '@paraph/kernel';
import { startNats, type TestNats } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import type { ArrivedEvent } from '../src/domain/event-log.js';
import { RecordEvents } from '../src/domain/record-events.js';
import { OperatorSessions } from '../src/domain/sessions/operator-sessions.js';
import { AuditDatabases } from './audit-database.js';
import { AUDITOR_TOKEN, startAudit, until, type RunningAudit } from './running-audit.js';
import { aParty, digestOf, Narrator } from './signature-story.js';
import { LATER, standInForIdentity, token, tokenDigest } from './stand-in-identity.js';

const [alice, bob] = [aParty(), aParty()];
const [one, other] = [
  { activationId: newId('act'), attemptId: newId('att') },
  { activationId: newId('act'), attemptId: newId('att') },
];
const told: ArrivedEvent[] = [];
interface Found {
  readonly events: readonly { readonly position: number; readonly leaf: string; readonly leafHash: string; readonly event: AuditEvent }[];
  readonly next?: number;
}

let databases: AuditDatabases;
let nats: TestNats;
let database: DataSource;
let audit: RunningAudit;

const headers = (as: string, more: Record<string, string> = {}) => ({ authorization: `Bearer ${as === 'auditor' ? AUDITOR_TOKEN : token(as)}`, ...more });
const get = (path: string, as = 'auditor', more: Record<string, string> = {}) => audit.app.inject({ url: `/audit/v1/${path}`, headers: headers(as, more) });
const post = (path: string, as: string, payload: object) => audit.app.inject({ method: 'POST', url: `/audit/v1/${path}`, headers: headers(as), payload });
const found = async (query: string, as = 'auditor'): Promise<Found> => (await get(`events?source=sam&${query}`, as)).json();
const types = async (query: string, as = 'auditor'): Promise<string[]> => (await found(query, as)).events.map(({ event }) => event.type);
/** Events of a type that audit recorded of itself, when they have come into the log. */
async function ownEvents(type: string, count: number): Promise<AuditEvent[]> {
  const read = async () => audit.log.read({ source: 'audit', type }, { after: -1, limit: 100 });
  await until(async () => (await read()).length >= count);
  return (await read()).map(({ body }) => auditEvent.parse(JSON.parse(body)));
}

beforeAll(async () => {
  [databases, nats] = await Promise.all([AuditDatabases.start(), startNats()]);
  database = await databases.fresh();
  audit = await startAudit(nats, database, { people: { signInOrigin: 'http://management.localhost:1', timeZone: 'UTC' } });
  standInForIdentity(audit, { alice, bob });
  const narrator = new Narrator();
  told.push(...narrator.enrol(alice), ...narrator.enrol(bob));
  told.push(...narrator.sign(alice, { ...one, document: 'A' }), ...narrator.sign(bob, { ...other, document: 'B' }));
  await new RecordEvents(audit.log).run(told);
});
afterAll(async () => {
  await audit?.stop();
  await Promise.all([databases.stop(), nats.stop()]);
});

describe('a search', () => {
  it.each<[string, string, number]>([
    ['type', 'type=signature-made', 2],
    ['outcome', 'outcome=failure', 0],
    ['actor', `actor=${alice.signerId}`, 2],
    ['credential', `credential=${alice.credentialId}`, 8],
    ['digest', `digest=${digestOf('A')}`, 1],
    ['digest in hexadecimal', `digest=${Buffer.from(digestOf('A'), 'base64url').toString('hex')}`, 1],
    ['serial number', 'certificateSerial=abc123', 2],
    ['serial number as others write it', 'certificateSerial=00:AB:C1:23', 2],
    ['attempt', `particular=${one.attemptId}`, 2],
    ['time', 'from=2027-03-01T09:00:15.000Z&to=2027-03-01T09:00:17.000Z', 1],
    ['several', `credential=${alice.credentialId}&type=signature-made&digest=${digestOf('B')}`, 0],
  ])('by %s finds what matches and nothing else', async (_by, query, count) => {
    expect((await types(query)).length).toBe(count);
  });

  it('goes on after the last one, and back from the newest, without overlap', async () => {
    const all = (await found('limit=500')).events.map(({ position }) => position);
    const walk = async (query: (cursor: number) => string, begin: number): Promise<number[]> => {
      const seen: number[] = [];
      for (let cursor: number | undefined = begin; cursor !== undefined;) {
        const page: Found = await found(`limit=4&${query(cursor)}`);
        seen.push(...page.events.map(({ position }) => position));
        cursor = page.next;
      }
      return seen;
    };
    expect(all.length).toBeGreaterThan(12);
    expect(await walk((cursor) => `after=${cursor}`, -1)).toEqual(all);
    expect(await walk((cursor) => `before=${cursor}`, 1_000_000)).toEqual([...all].reverse());
  });

  it('gives each leaf to the byte, and one event by its position', async () => {
    const [first] = (await found('type=signature-made')).events;
    expect(toHex(leafHash(first?.leaf ?? ''))).toBe(first?.leafHash);
    expect((await get(`events/${first?.position}`)).json()).toEqual({ ...first, rectifications: [] });
    expect((await get('events/999999')).json()).toMatchObject({ code: 'event.unknown', status: 404 });
  });

  it.each(['colour=blue', 'credential=x', 'digest=short', 'from=yesterday', 'limit=501', 'after=-2', 'certificateSerial=xyz', 'before=-1'])(
    'of another shape is refused by name: %s',
    async (query) => {
      const answer = await get(`events?${query}`);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.json()).toMatchObject({ status: 400, code: 'request.invalid', fields: [{ field: query.split('=')[0] }] });
    },
  );
});

describe('an export', () => {
  it('as JSON Lines has every event that matches, and its leaf', async () => {
    const answer = await get('events?source=sam', 'auditor', { accept: 'application/jsonl' });
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([200, 'application/jsonl', 'no-store']);
    const lines = answer.body.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual((await found('limit=500')).events);
  });

  it('goes on after a position, where one broke off', async () => {
    const all = (await found('limit=500')).events;
    const answer = await get(`events?source=sam&after=${all[2]?.position}`, 'auditor', { accept: 'application/jsonl' });
    const lines = answer.body.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { position: number }).position)).toEqual(all.slice(3).map(({ position }) => position));
  });

  it('as CSV has a line for each, and names its columns', async () => {
    const answer = await get('events?source=sam&type=signature-made', 'auditor', { accept: 'text/csv;q=1, */*' });
    const lines = answer.body.trimEnd().split('\r\n');
    expect(answer.headers['content-type']).toContain('text/csv');
    expect([lines.length, lines[0]?.split(',').slice(0, 3)]).toEqual([3, ['position', 'receivedAt', 'occurredAt']]);
    expect(lines[1]).toContain(digestOf('A'));
  });

  it('is recorded before it begins', async () => {
    await get(`events?credential=${bob.credentialId}`, 'auditor', { accept: 'text/csv' });
    const asked = (await ownEvents('events-read', 1)).map(({ particulars }) => particulars);
    await until(async () =>
      (await ownEvents('events-read', 1)).some(({ particulars }) => particulars['export'] === 'csv' && particulars['terms'] === bob.credentialId),
    );
    expect(asked.length).toBeGreaterThan(0);
  });
});

describe('what is whose', () => {
  it('is decided by who asks: an application its own, a signer their own, never another’s and never the service’s', async () => {
    const everything = await found('limit=500');
    const [ofClient, ofSigner] = [await found('limit=500', 'alices-client'), await found('limit=500', 'alice')];
    for (const view of [ofClient, ofSigner]) {
      expect(view.events.length).toBeGreaterThan(5);
      expect(view.events.length).toBeLessThan(everything.events.length);
      expect(view.events.filter(({ leaf }) => leaf.includes(bob.signerId) || leaf.includes(bob.clientId) || leaf.includes(bob.credentialId))).toEqual([]);
    }
    for (const as of ['alice', 'alices-client']) expect((await get('events?source=audit', as)).json()).toEqual({ events: [] });
  });

  it('an application is told of its subscriber’s signer and credential when it names them, and of no other’s', async () => {
    expect(await types(`credential=${alice.credentialId}`, 'alices-client')).toEqual(await types(`credential=${alice.credentialId}`));
    expect(await types(`credential=${bob.credentialId}`, 'alices-client')).toEqual([]);
    expect(await types(`credential=${alice.credentialId}`, 'bobs-client')).toEqual([]);
  });

  it('holds for one event and for its proof as well', async () => {
    const [event] = (await found(`digest=${digestOf('B')}`)).events;
    for (const path of [`events/${event?.position}`, `transactions/${other.activationId}`]) {
      expect((await get(path)).statusCode).toBe(200);
      for (const as of ['alice', 'alices-client']) expect([path, (await get(path, as)).statusCode]).toEqual([path, 404]);
    }
    expect((await get(`transactions/${one.attemptId}`, 'alice')).json()).toMatchObject({ activationId: one.activationId, state: 'signed', missing: [] });
  });

  it.each([
    ['alice', 'sequences'],
    ['alices-client', 'figures?from=2027-03-01T00:00:00.000Z&to=2027-03-02T00:00:00.000Z'],
    ['alices-client', `persons/${alice.signerId}`],
    ['alice', `persons/${bob.signerId}`],
    ['engineer', 'events'],
  ])('%s may not ask for what is not theirs', async (as, path) => {
    expect((await get(path, as)).json()).toMatchObject({ status: 403, code: 'operator.forbidden' });
  });

  it('of nobody is nothing, not even whether an address exists', async () => {
    for (const path of ['events', 'nothing-here', 'me']) expect((await get(path, 'stranger')).json()).toMatchObject({ status: 401, code: 'operator.refused' });
    expect((await get('nothing-here')).statusCode).toBe(404);
  });

  it('of a reader is who they are', async () => {
    expect((await get('me', 'alice')).json()).toEqual({ kind: 'signer', signerId: alice.signerId, clientId: alice.clientId });
    expect((await get('me', 'officer')).json()).toMatchObject({ kind: 'auditor', roles: ['security-officer'] });
    expect((await get('me', 'officer')).body).not.toContain(tokenDigest('officer'));
  });
});

describe('an entry by hand', () => {
  it('is an event with who was there', async () => {
    const entry = { kind: 'maintenance', says: 'The second disk of the first host was exchanged', happenedAt: new Date().toISOString(), accountable: 'Omar' };
    const answer = await post('entries', 'engineer', { ...entry, present: ['Omar', 'Olivia'] });
    expect(answer.statusCode).toBe(201);
    const [made] = await ownEvents('entry-made', 1);
    expect(made).toMatchObject({
      actor: { kind: 'operator' },
      present: ['Omar', 'Olivia'],
      particulars: { entryId: answer.json<{ entryId: string }>().entryId },
    });
    expect((await post('entries', 'alice', entry)).statusCode).toBe(403);
    expect((await post('entries', 'engineer', { ...entry, happenedAt: '2020-01-01T00:00:00.000Z' })).json()).toMatchObject({ code: 'request.invalid' });
  });
});

describe('a person', () => {
  it('gets everything that names them, and what they have put right stands beside it', async () => {
    const page = (await get(`persons/${alice.signerId}?limit=500`, 'alice')).json<Found>();
    expect(page.events.map(({ leaf }) => leaf)).toEqual(told.map(({ body }) => body).filter((body) => body.includes(alice.signerId)));
    const created = page.events.find(({ event }) => event.type === 'signer-created');
    const correction = { position: created?.position, member: 'particulars.subscriberId', says: 'left that subscriber', reason: 'asked for in writing' };
    expect((await post(`persons/${alice.signerId}/rectifications`, 'officer', correction)).statusCode).toBe(201);
    await ownEvents('personal-data-rectified', 1);
    const after = (await get(`persons/${alice.signerId}?limit=500`, 'officer')).json<{
      events: { position: number; leaf: string; rectifications: object[] }[];
    }>();
    const shown = after.events.find(({ position }) => position === created?.position);
    expect((await get(`events/${created?.position}`)).json()).toMatchObject({ leaf: created?.leaf, rectifications: [{ says: 'left that subscriber' }] });
    expect(shown).toMatchObject({ leaf: created?.leaf, rectifications: [{ says: 'left that subscriber', reason: 'asked for in writing' }] });
    expect(await ownEvents('personal-data-given', 2)).toMatchObject([{ actor: { kind: 'signer', id: alice.signerId } }, { actor: { kind: 'operator' } }]);
  });

  it('has nothing put right that is not about them, or not there', async () => {
    const [bobs] = (await found(`digest=${digestOf('B')}`)).events;
    const correction = { member: 'cause', says: 'x', reason: 'y' };
    for (const position of [bobs?.position, 999_999])
      expect((await post(`persons/${alice.signerId}/rectifications`, 'officer', { ...correction, position })).json()).toMatchObject({ code: 'event.unknown' });
    expect((await post(`persons/${alice.signerId}/rectifications`, 'alice', { ...correction, position: 0 })).statusCode).toBe(403);
  });
});

describe('figures', () => {
  it('count signatures, times and credentials of the period', async () => {
    const figures = (await get('figures?from=2027-03-01T00:00:00.000Z&to=2027-03-02T00:00:00.000Z')).json<object>();
    expect(figures).toMatchObject({
      signatures: [{ hour: '2027-03-01T09:00:00.000Z', made: 2, failed: 0, refused: 0 }],
      failures: [],
      latency: { count: 2, p50: 1_000, most: 1_000 },
      credentials: [{ state: 'active', count: 2 }],
    });
    const before = (await get('figures?from=2027-02-01T00:00:00.000Z&to=2027-02-02T00:00:00.000Z')).json<object>();
    expect(before).toMatchObject({ signatures: [], failures: [], credentials: [] });
    expect(before).not.toHaveProperty('latency');
  });

  it.each(['from=2027-03-01T00:00:00.000Z&to=2027-03-01T00:00:00.000Z', 'from=2027-01-01T00:00:00.000Z&to=2027-03-01T00:00:00.000Z'])(
    'are of a period that can be counted: %s',
    async (query) => {
      expect((await get(`figures?${query}`)).json()).toMatchObject({ code: 'request.invalid' });
    },
  );
});

describe('a sign-in', () => {
  it('begins on management’s page, opens a session once it is approved, and ends', async () => {
    const sessions = audit.app.get(OperatorSessions);
    const operatorId = newId('opr');
    jest.spyOn(sessions, 'begin').mockResolvedValue({ code: 'BCDF-GHJK', expiresAt: LATER });
    const redeem = jest.spyOn(sessions, 'redeem').mockResolvedValueOnce({ state: 'waiting' });
    redeem.mockResolvedValueOnce({ state: 'open', operatorId, name: 'Olivia', roles: ['auditor'], expiresAt: LATER });
    const end = jest.spyOn(sessions, 'end').mockResolvedValue();
    const begun = (await audit.app.inject({ method: 'POST', url: '/audit/v1/sign-ins' })).json<{ deviceSecret: string; signInUrl: string }>();
    expect(begun.signInUrl).toBe('http://management.localhost:1/sign-in/BCDF-GHJK');
    const ask = () => audit.app.inject({ method: 'POST', url: '/audit/v1/sign-ins/session', payload: { deviceSecret: begun.deviceSecret } });
    expect((await ask()).json()).toEqual({ state: 'waiting' });
    const opened = (await ask()).json<{ token: string }>();
    expect(opened).toMatchObject({ state: 'open', operatorId, roles: ['auditor'] });
    expect(redeem.mock.calls[1]).toEqual([toBase64Url(sha256(begun.deviceSecret)), toBase64Url(sha256(opened.token))]);
    await get('me', 'officer');
    expect((await audit.app.inject({ method: 'DELETE', url: '/audit/v1/me', headers: headers('officer') })).statusCode).toBe(200);
    expect(end.mock.calls).toEqual([[tokenDigest('officer')]]);
    expect(await ownEvents('auditor-signed-in', 1)).toMatchObject([{ actor: { kind: 'operator', id: operatorId } }]);
    expect(await ownEvents('auditor-signed-out', 1)).toHaveLength(1);
  });
});

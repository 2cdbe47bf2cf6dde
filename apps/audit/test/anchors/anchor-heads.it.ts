import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256, SystemClock, type Clock } from '@paraph/kernel';
import { FakeClock, OpenSsl, OpenSslTsa, TsaServer } from '@paraph/testing';
import { readTimestamp, SHA256_OID, timestampRequest } from '@paraph/timestamps';
import { HttpTimestampAuthority } from '../../src/adapters/anchors/http-timestamp-authority.js';
import { PostgresAnchors } from '../../src/adapters/anchors/postgres-anchors.js';
import { AnchorHeads } from '../../src/domain/anchors/anchor-heads.js';
import { TimestampAuthorities } from '../../src/domain/anchors/timestamp-authority.js';
import { AuditDatabases } from '../audit-database.js';
import { SignedLog } from '../signed-log.js';

const openssl = new OpenSsl();
const own = new OpenSslTsa(openssl, 'own');
const other = new OpenSslTsa(openssl, 'other');
const servers = { own: new TsaServer(own), other: new TsaServer(other) };
let databases: AuditDatabases;
let urls: { own: URL; other: URL };
let signed: SignedLog;
let anchors: PostgresAnchors;
let before: number;

beforeAll(async () => {
  urls = { own: await servers.own.listen(), other: await servers.other.listen() };
  databases = await AuditDatabases.start();
  signed = new SignedLog(await databases.fresh());
  anchors = new PostgresAnchors(signed.database, signed.outbox);
});
afterAll(async () => {
  servers.own.close();
  servers.other.close();
  openssl.remove();
  await databases.stop();
});
beforeEach(async () => {
  // What earlier tests left stays: the log only grows.
  before = (await events()).length;
  servers.own.answer = (query, response) => servers.own.send(response, own.reply(query));
});

const authority = (name: 'own' | 'other', policy?: string) =>
  new HttpTimestampAuthority(name, urls[name], { anchors: [name === 'own' ? own.anchor : other.anchor], policy }, 3_000);
const anchoring = (all = [authority('own')], clock: Clock = new SystemClock()) => new AnchorHeads(signed.heads, anchors, new TimestampAuthorities(all), clock);
const events = async (): Promise<{ type: string; outcome: string; particulars: Record<string, string>; cause?: string }[]> => {
  const found: readonly { body: string }[] = await signed.database.query(`SELECT body FROM event_outbox ORDER BY sequence`);
  return found.map(({ body }) => JSON.parse(body) as Awaited<ReturnType<typeof events>>[number]);
};

/** One more event, and the head over it. */
const nextHead = async () => {
  await signed.grow(1);
  return signed.sign();
};

describe('the last head', () => {
  it('is nothing to ask about before there is one', async () => {
    expect(await anchoring().run('all')).toEqual([]);
  });

  it('is time-stamped by every authority, and whoever has the token and the anchor can tell', async () => {
    const { head, size } = await nextHead();
    expect(await anchoring([authority('own'), authority('other')]).run('all')).toEqual([
      { authority: 'own', outcome: 'anchored' },
      { authority: 'other', outcome: 'anchored' },
    ]);
    const kept = await anchors.since(size);
    expect(kept.map(({ authority: name, size: of }) => [name, of])).toEqual([
      ['other', size],
      ['own', size],
    ]);
    const question = { hashAlgorithmOid: SHA256_OID, hash: sha256(head) };
    const [byOther, byOwn] = kept;
    expect(readTimestamp(byOwn?.token ?? new Uint8Array(), question, { anchors: [own.anchor] }).time).toEqual(byOwn?.at);
    expect(() => readTimestamp(byOther?.token ?? new Uint8Array(), question, { anchors: [own.anchor] })).toThrow('leads to none');
    expect((await events()).slice(before).map(({ type, particulars }) => [type, particulars['authority'], particulars['size']])).toEqual([
      ['head-anchored', 'own', String(size)],
      ['head-anchored', 'other', String(size)],
    ]);
  });

  it('is not asked about again, and the next one is', async () => {
    const [first] = [await nextHead(), await anchoring().run('all')];
    expect(await anchoring().run('all')).toEqual([{ authority: 'own', outcome: 'unchanged' }]);
    const next = await nextHead();
    expect(await anchoring().run('all')).toEqual([{ authority: 'own', outcome: 'anchored' }]);
    expect((await anchors.between(first.size - 1, next.size, 10)).map(({ size }) => size)).toEqual([first.size, next.size]);
  });
});

describe('an authority', () => {
  it('is asked once an hour, and sooner after a failure', async () => {
    const clock = new FakeClock(new Date().toISOString());
    const one = anchoring([authority('own')], clock);
    await nextHead();
    await one.run('all');
    await nextHead();
    clock.advance(-1_000);
    expect(await one.run('due')).toEqual([]);
    clock.advance(3_605_000);
    servers.own.answer = (_query, response) => void response.writeHead(500).end();
    expect(await one.run('due')).toMatchObject([{ outcome: 'failed' }]);
    expect(await one.run('due')).toEqual([]);
    clock.advance(600_000);
    expect(await one.run('due')).toMatchObject([{ outcome: 'failed' }]);
  });
});

describe('an answer that is not right', () => {
  it.each<[string, () => void, string]>([
    ['is of another authority', () => void (servers.own.answer = (query, response) => servers.own.send(response, other.reply(query))), 'leads to none'],
    ['is no answer', () => void (servers.own.answer = (_query, response) => void response.writeHead(500).end()), 'does not answer'],
    [
      'leads elsewhere',
      () => void (servers.own.answer = (_query, response) => void response.writeHead(302, { location: urls.other.href }).end()),
      'does not answer',
    ],
    [
      'is that to the question before',
      () => {
        const asked = servers.own.asked.at(-1)?.body ?? new Uint8Array();
        servers.own.answer = (_query, response) => servers.own.send(response, own.reply(asked));
      },
      'it is for another digest',
    ],
  ])('keeps nothing when it %s, leaves an event, and keeps nobody from the other', async (_case, make, words) => {
    const { size } = await nextHead();
    expect(await anchoring().run('all')).toMatchObject([{ outcome: 'anchored' }]);
    await nextHead();
    make();
    expect(await anchoring([authority('own'), authority('other')]).run('all')).toEqual([
      { authority: 'own', outcome: 'failed', cause: expect.stringContaining(words) },
      { authority: 'other', outcome: 'anchored' },
    ]);
    expect((await anchors.last('own'))?.size).toBe(size);
    expect((await events()).slice(before).map(({ type, outcome }) => [type, outcome])).toEqual([
      ['head-anchored', 'success'],
      ['anchoring-failed', 'failure'],
      ['head-anchored', 'success'],
    ]);
  });

  it('keeps nothing that answers another question over the same head', async () => {
    const { size } = await nextHead();
    expect(await anchoring([authority('own')], new FakeClock()).run('all')).toMatchObject([{ outcome: 'failed', cause: 'its time is far from ours' }]);
    const asked = servers.own.asked.at(-1)?.body ?? new Uint8Array();
    servers.own.answer = (_query, response) => servers.own.send(response, own.reply(asked));
    expect(await anchoring().run('all')).toMatchObject([{ outcome: 'failed', cause: 'it answers another question' }]);
    expect(await anchors.since(size)).toEqual([]);
  });

  it('keeps nothing under another policy than the one demanded', async () => {
    const { size } = await nextHead();
    servers.own.answer = (query, response) => servers.own.send(response, own.reply(query));
    expect(await anchoring([authority('own', '2.999.4.5')]).run('all')).toMatchObject([{ outcome: 'anchored' }]);
    const next = await nextHead();
    servers.own.answer = (_query, response) =>
      servers.own.send(response, own.reply(timestampRequest({ hashAlgorithmOid: SHA256_OID, hash: sha256(next.head) })));
    expect(await anchoring([authority('own', '2.999.4.5')]).run('all')).toMatchObject([{ outcome: 'failed' }]);
    expect((await anchors.last('own'))?.size).toBe(size);
  });
});

describe('the role that audit runs as', () => {
  it.each([
    ['change a time-stamp', `UPDATE head_anchor SET stamped_at = now()`],
    ['forget a time-stamp', `DELETE FROM head_anchor`],
  ])('cannot %s', async (_act, statement) => {
    await expect(signed.database.query(statement)).rejects.toThrow('permission denied');
  });
});

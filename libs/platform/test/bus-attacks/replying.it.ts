/** A callee that says more than one answer, says it late, or answers what nobody asked it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Msg } from '@nats-io/transport-node';
import { ALLOWED_RESPONSES, deliver, introspectToken, inboxPrefix, listCredentials, subjectFor, subjectStem } from '@paraph/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { HostileBus, untilItWouldHaveCome, type Neighbour } from './hostile-bus.js';

let bus: HostileBus;
let gateway: Neighbour;
let identity: Neighbour;
let inbox: Msg[];
/** What identity was asked, unanswered. */
let asked: Msg[];
let askedLongAgo: Msg | undefined;
let longAgo: number;

const ask = async (): Promise<Msg> => {
  gateway.connection.publish(subjectFor(introspectToken, 'gateway'), '{}', { reply: `${inboxPrefix('gateway')}.replies.x` });
  await gateway.settle();
  await identity.settle();
  const message = asked.shift();
  if (!message?.reply) throw new Error('nothing was asked');
  return message;
};

beforeAll(async () => {
  bus = await HostileBus.start();
  gateway = await bus.as('gateway');
  identity = await bus.as('identity');
  asked = await identity.collect(`${subjectStem(introspectToken)}.*`, 'identity');
  inbox = await gateway.collect(`${inboxPrefix('gateway')}.replies.*`);
  askedLongAgo = await ask();
  longAgo = Date.now();
});
afterAll(() => bus.stop());

/** What the gateway has got since the last look. */
async function arrived(): Promise<string[]> {
  await untilItWouldHaveCome();
  return inbox.splice(0).map((message) => message.string());
}

describe('a callee', () => {
  it('may answer once: the control', async () => {
    const { reply = '' } = await ask();
    expect(await identity.refusedPublications({ subject: reply, payload: 'first' })).toEqual([]);
    expect(await arrived()).toEqual(['first']);
  });

  it('may answer once though it may publish nothing itself, as courier', async () => {
    const [courier, sam] = [await bus.as('courier'), await bus.as('sam')];
    await courier.answer(`${subjectStem(deliver)}.*`, 'courier', (message) => message.respond('delivered'));
    expect((await sam.connection.request(subjectFor(deliver, 'sam'), '{}', { timeout: 2_000 })).string()).toBe('delivered');
    const foreign = [subjectFor(deliver, 'sam'), 'paraph.event.courier.x', 'paraph.event.sam.x', `${inboxPrefix('courier')}.x`, 'x'];
    expect(await courier.refusedPublications(...foreign.map((subject) => ({ subject })))).toEqual(foreign);
  });

  it('may not answer a second time, nor a tenth', async () => {
    const { reply = '' } = await ask();
    const tries = ['first', ...Array.from({ length: 9 }, (_, index) => `more ${index}`)];
    expect(await identity.refusedPublications(...tries.map((payload) => ({ subject: reply, payload })))).toEqual(Array(9).fill(reply));
    expect(await arrived()).toEqual(['first']);
  });

  it('may not answer a request that another has taken', async () => {
    const { reply = '' } = await ask();
    for (const service of ['sam', 'key-lifecycle', 'audit', 'courier', 'management'] as const)
      expect(await (await bus.as(service)).refusedPublications({ subject: reply, payload: service })).toEqual([reply]);
    expect(await arrived()).toEqual([]);
    expect(await identity.refusedPublications({ subject: reply, payload: 'the owner' })).toEqual([]);
    expect(await arrived()).toEqual(['the owner']);
  });

  it.each([
    ['the caller’s inbox itself', () => `${inboxPrefix('gateway')}.replies.x`],
    ['another of the caller’s inboxes', () => `${inboxPrefix('gateway')}.replies.y`],
    ['an inbox of somebody it never heard of', () => `${inboxPrefix('sam')}.replies.x`],
    ['a reply subject made up', () => '_R_.AAAAAA.BBBBBB'],
    ['a reply subject next to a real one', (reply: string) => `${reply.slice(0, -1)}${reply.endsWith('a') ? 'b' : 'a'}`],
  ])('may not publish to %s', async (_case, subjectOf) => {
    const { reply = '' } = await ask();
    const subject = subjectOf(reply);
    expect(await identity.refusedPublications({ subject, payload: 'unasked' })).toEqual([subject]);
    expect(await arrived()).toEqual([]);
    await identity.refusedPublications({ subject: reply });
    await arrived();
  });

  it('may not answer in the name of another callee', async () => {
    const other = await bus.as('key-lifecycle');
    const theirs = await other.collect(`${subjectStem(listCredentials)}.*`, 'key-lifecycle');
    gateway.connection.publish(subjectFor(listCredentials, 'gateway'), '{}', { reply: `${inboxPrefix('gateway')}.replies.z` });
    await gateway.settle();
    await other.settle();
    const reply = theirs[0]?.reply ?? '';
    expect(reply).toMatch(/^_R_\./);
    expect(await identity.refusedPublications({ subject: reply, payload: 'identity' })).toEqual([reply]);
    expect(await arrived()).toEqual([]);
  });

  it('may not answer when the time is over', async () => {
    const reply = askedLongAgo?.reply ?? '';
    await sleep(Math.max(0, longAgo + ALLOWED_RESPONSES.expiresMs + 1_000 - Date.now()));
    expect(await identity.refusedPublications({ subject: reply, payload: 'late' })).toEqual([reply]);
    expect(await arrived()).toEqual([]);
  }, 45_000);
});

/**
 * A caller that names a reply subject which is no inbox of its own. The callee may respond to whatever was named: an honest one becomes
 * the caller's hand, and a hostile one that is in on it speaks in any name. So the broker puts a reply subject of its own in the place
 * of the caller's, and the caller's counts in its own account only.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { headers, type Msg } from '@nats-io/transport-node';
import {
  deliver,
  eventSources,
  findMissingEvents,
  inboxPrefix,
  introspectToken,
  recordClient,
  signHash,
  signTreeHead,
  subjectFor,
  subjectStem,
} from '@paraph/contracts';
import { HostileBus, untilItWouldHaveCome, type Neighbour } from './hostile-bus.js';

let bus: HostileBus;
let gateway: Neighbour;
let identity: Neighbour;

beforeAll(async () => {
  bus = await HostileBus.start();
  gateway = await bus.as('gateway');
  identity = await bus.as('identity');
  await bus.makeStreams(await bus.as('audit'), ...eventSources);
  const forged = headers();
  forged.set('Paraph-Deadline', String(Date.now() + 10_000));
  await identity.answer(`${subjectStem(introspectToken)}.*`, 'identity', (message) => message.respond('forged', { headers: forged }));
});
afterAll(() => bus.stop());

/** The gateway asks identity, which is in on it, and has the answer sent elsewhere. */
async function answeredTo(reply: string): Promise<void> {
  gateway.connection.publish(subjectFor(introspectToken, 'gateway'), '{}', { reply });
  await gateway.settle();
  await identity.settle();
  await untilItWouldHaveCome();
}

const bodies = (messages: readonly Msg[]): string[] => messages.map((message) => `${message.subject}: ${message.string()}`);

describe('an answer that the caller wants elsewhere', () => {
  it('arrives in an inbox of the caller’s own: the control', async () => {
    const inbox = await gateway.collect(`${inboxPrefix('gateway')}.elsewhere`);
    await answeredTo(`${inboxPrefix('gateway')}.elsewhere`);
    expect(bodies(inbox)).toEqual([`${inboxPrefix('gateway')}.elsewhere: forged`]);
  });

  it.each([
    ['courier as a message from the SAM', 'courier', deliver, 'sam'],
    ['the SAM as a record from management', 'sam', recordClient, 'management'],
    ['the SAM as a request of audit', 'sam', signTreeHead, 'audit'],
    ['the SAM as a request of its own caller', 'sam', signHash, 'identity'],
    ['audit as a question of the SAM', 'audit', findMissingEvents, 'sam'],
  ] as const)('does not reach %s', async (_case, victim, call, name) => {
    const heard = await (await bus.as(victim)).collect(`${subjectStem(call)}.*`, victim);
    await answeredTo(subjectFor(call, name));
    expect(bodies(heard)).toEqual([]);
  });

  it('does not become an event of another', async () => {
    await answeredTo('paraph.event.sam.signature-made');
    await answeredTo('paraph.event.gateway.signature-made');
    const consumer = await jetstream((await bus.as('audit')).connection).consumers.get('EVENT_SAM', 'audit');
    expect((await consumer.next({ expires: 1_000 }))?.string()).toBeUndefined();
  });

  it('does not reach the inbox of another', async () => {
    const heard = await (await bus.as('sam')).collect(`${inboxPrefix('sam')}.>`);
    await answeredTo(`${inboxPrefix('sam')}.AAAA.BBBB`);
    expect(bodies(heard)).toEqual([]);
  });
});

describe('a stream', () => {
  it('stays full although a caller has an honest callee answer to the verb that empties it', async () => {
    const audit = await bus.as('audit');
    await audit.answer(`${subjectStem(findMissingEvents)}.*`, 'audit', (message) => message.respond('{"ok":{"missing":[]}}'));
    await jetstream((await bus.as('sam')).connection).publish('paraph.event.sam.signature-made', 'an event');
    for (const verb of ['STREAM.PURGE.EVENT_SAM', 'STREAM.DELETE.EVENT_SAM', 'CONSUMER.DELETE.EVENT_SAM.audit', 'STREAM.UPDATE.EVENT_SAM']) {
      identity.connection.publish(subjectFor(findMissingEvents, 'identity'), '{}', { reply: `$JS.API.${verb}` });
      await answeredTo(`$JS.API.${verb}`);
      await identity.settle();
      await audit.settle();
    }
    await untilItWouldHaveCome();
    const consumer = await jetstream(audit.connection).consumers.get('EVENT_SAM', 'audit');
    expect((await consumer.next({ expires: 2_000 }))?.string()).toBe('an event');
  });
});

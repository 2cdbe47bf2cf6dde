/**
 * A hostile audit. Who makes a stream says what it captures and to where it is repeated, and the broker checks none of that against
 * the maker's rights. So JetStream has an account of its own, in which nothing passes but events and what audit says itself.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { introspectToken, signHash, signTreeHead, subjectFor, subjectStem } from '@paraph/contracts';
import { HostileBus, untilItWouldHaveCome, type Neighbour } from './hostile-bus.js';

let bus: HostileBus;
let audit: Neighbour;

beforeEach(async () => {
  bus = await HostileBus.start();
  audit = await bus.as('audit');
});
afterEach(() => bus.stop());

const ask = async (verb: string, body: object): Promise<unknown> =>
  (await audit.connection.request(`$JS.API.${verb}`, JSON.stringify(body), { timeout: 2_000 })).json();

/** Makes the SAM's stream in a shape of the attacker's own. */
const makeStream = (shape: object) => ask('STREAM.CREATE.EVENT_SAM', { name: 'EVENT_SAM', storage: 'memory', ...shape });

describe('a stream of audit that captures everything', () => {
  it('captures events, the control, and neither calls nor replies', async () => {
    await (await bus.as('identity')).answer(`${subjectStem(introspectToken)}.*`, 'identity', (message) => message.respond('the answer'));
    expect(await makeStream({ subjects: ['paraph.>', '_INBOX_gateway.>', '_R_.>'] })).toMatchObject({ config: { name: 'EVENT_SAM' } });
    const answer = await (await bus.as('gateway')).connection.request(subjectFor(introspectToken, 'gateway'), 'a token', { timeout: 2_000 });
    await jetstream((await bus.as('sam')).connection).publish('paraph.event.sam.service-started', 'an event');
    const config = { name: 'audit', durable_name: 'audit', ack_policy: 'explicit' };
    await ask('CONSUMER.CREATE.EVENT_SAM.audit', { stream_name: 'EVENT_SAM', action: 'create', config });
    const consumer = await jetstream(audit.connection).consumers.get('EVENT_SAM', 'audit');
    const captured: string[] = [];
    for await (const message of await consumer.fetch({ max_messages: 10, expires: 1_000 })) captured.push(message.string());
    // A stream over calls would also have answered them, before their owner.
    expect(answer.string()).toBe('the answer');
    expect(captured).toContain('an event');
    expect(captured.filter((body) => body === 'a token' || body === 'the answer')).toEqual([]);
  });
});

describe('what audit says', () => {
  it('does not reach the SAM as a call of the gateway by a stream that is repeated there', async () => {
    const heard = await (await bus.as('sam')).collect(`${subjectStem(signHash)}.*`, 'sam');
    const republish = { src: 'paraph.event.audit.service-started', dest: subjectFor(signHash, 'gateway') };
    expect(await makeStream({ subjects: ['paraph.event.audit.*'], republish })).toMatchObject({ config: { name: 'EVENT_SAM', republish } });
    await jetstream(audit.connection).publish('paraph.event.audit.service-started', '{"sad":"forged"}');
    await untilItWouldHaveCome();
    expect(heard.map((message) => message.subject)).toEqual([]);
  });

  it('reaches the SAM as a call of audit: the control', async () => {
    const heard = await (await bus.as('sam')).collect(`${subjectStem(signTreeHead)}.*`, 'sam');
    expect(await audit.refusedPublications({ subject: subjectFor(signTreeHead, 'audit') })).toEqual([]);
    await (await bus.as('sam')).settle();
    expect(heard.map((message) => message.subject)).toEqual([subjectFor(signTreeHead, 'audit')]);
  });
});

/** Somebody who sends more than the bus carries, or so much that the refusal would not fit into an answer. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { introspectToken, signTreeHead, subjectFor } from '@paraph/contracts';
import { Bus } from '../../src/index.js';
import { answering, withTime } from './answering-bus.js';
import { HostileBus, type Neighbour } from './hostile-bus.js';

let bus: HostileBus;
let gateway: Neighbour;
let headLength = 0;

beforeAll(async () => {
  bus = await HostileBus.start();
  gateway = await bus.as('gateway');
  const identity = (await bus.as('identity')).connection;
  await answering(identity, 'identity', [[introspectToken, async () => ({ state: 'unknown' })]]);
  await answering((await bus.as('sam')).connection, 'sam', [[signTreeHead, async () => ({ head: 'x'.repeat(headLength), previousSize: 0 })]]);
});
afterAll(() => bus.stop());

const introspect = () => new Bus(gateway.connection, 'gateway').call(introspectToken, { tokenDigest: 'A'.repeat(43) });
const subject = subjectFor(introspectToken, 'gateway');

describe('a request', () => {
  it('of the usual size is answered: the control', async () => {
    expect(await introspect()).toEqual({ state: 'unknown' });
  });

  it('larger than the bus carries is refused before it is sent, in words of the caller’s own bus', async () => {
    const body = { pattern: 'x'.repeat(1_100_000) };
    await expect(gateway.connection.request(subject, JSON.stringify(body), { timeout: 1_000 })).rejects.toThrow(/max_payload/);
    await expect(introspect()).resolves.toEqual({ state: 'unknown' });
  });

  it('announced as larger ends the connection of who sends it, and of nobody else', async () => {
    const seed = new TextEncoder().encode(bus.nats.nkeys.gateway.reveal());
    const hostile = await connect({
      servers: `localhost:${bus.nats.port}`,
      tls: { ca: bus.nats.ca },
      authenticator: nkeyAuthenticator(seed),
      reconnect: false,
    });
    // The library would refuse to send it, so it is told another limit than the broker's.
    if (hostile.info) Object.assign(hostile.info, { max_payload: 100_000_000 });
    hostile.publish(subject, new Uint8Array(2_000_000));
    expect(await hostile.closed()).toMatchObject({ message: expect.stringMatching(/maximum payload|EPIPE|ECONNRESET|closed/i) });
    await expect(introspect()).resolves.toEqual({ state: 'unknown' });
  });

  it('with so many unknown members that naming them would not fit is refused, and the callee lives on', async () => {
    const body = `{${Array.from({ length: 110_000 }, (_, index) => `"${index.toString(36)}":1`).join()}}`;
    const answer = await gateway.connection.request(subject, body, { timeout: 10_000, headers: withTime() });
    expect(answer.json()).toMatchObject({ error: { code: 'request.invalid' } });
    expect(answer.data.length).toBeLessThan(2_000);
    await expect(introspect()).resolves.toEqual({ state: 'unknown' });
  });

  it('nested as deep as it can be is refused, and the callee lives on', async () => {
    const answer = await gateway.connection.request(subject, '['.repeat(500_000), { timeout: 10_000, headers: withTime() });
    expect(answer.json()).toMatchObject({ error: { code: 'request.invalid' } });
    await expect(introspect()).resolves.toEqual({ state: 'unknown' });
  });
});

describe('a reply', () => {
  const ask = async (length: number) => {
    headLength = length;
    const asker = new Bus((await bus.as('audit')).connection, 'audit');
    return asker.call(signTreeHead, { log: 'events', size: 1, rootHash: 'A'.repeat(43), consistency: [] });
  };

  it('of the usual size arrives: the control', async () => {
    await expect(ask(100)).resolves.toMatchObject({ previousSize: 0 });
  });

  it('larger than the bus carries is a bug of the callee and no silence', async () => {
    await expect(ask(1_100_000)).rejects.toMatchObject({ code: 'internal' });
    await expect(ask(100)).resolves.toMatchObject({ previousSize: 0 });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { announce } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { startNats, type TestNats } from '@paraph/testing';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aKeyPair } from './messages.js';
import { startCourier, type RunningCourier } from './running-courier.js';

let nats: TestNats;
let trial: RunningCourier;
let provider: RunningCourier;
let status = 204;
let requests = 0;
const server = createServer((_request, response) => {
  requests += 1;
  response.writeHead(status).end('what the other side says');
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  const pair = aKeyPair();
  [nats] = await Promise.all([startNats(), once(server, 'listening')]);
  const none = { SMS_KIND: 'none', EMAIL_KIND: 'none' };
  trial = await startCourier(nats, pair, { ...none, ANNOUNCE_NETWORKS: 'any' });
}, 30_000);
afterAll(async () => {
  await provider?.stop();
  await trial?.stop();
  await nats?.stop();
  server.close();
});
beforeEach(() => void (requests = 0));

const order = () => ({
  responseId: newId('att'),
  address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/path-of-the-client?key=word-of-the-client`,
});

describe('an announcement over the bus', () => {
  it('is made for the SAM', async () => {
    const request = order();
    await expect((await trial.as('sam')).call(announce, request)).resolves.toMatchObject({ responseId: request.responseId });
    expect(requests).toBe(1);
  });

  it.each(['gateway', 'identity', 'audit'] as const)('is not made for %s, nor under the SAM’s name', async (user) => {
    await expect((await trial.as(user)).call(announce, order())).rejects.toThrow();
    await expect((await trial.as(user, 'sam')).call(announce, order())).rejects.toThrow();
    expect(requests).toBe(0);
  });

  it.each([302, 404, 500])('that is answered with %i is not made', async (code) => {
    status = code;
    await expect((await trial.as('sam')).call(announce, order())).rejects.toMatchObject({ code: 'message.undeliverable' });
    status = 204;
  });

  it('leaves the host and how it ended, and nothing else', async () => {
    const everything = [...trial.log.lines, await (await fetch(`${trial.address}/metrics`)).text()].join('\n');
    for (const secret of ['path-of-the-client', 'word-of-the-client', 'what the other side says', 'att_']) expect(everything).not.toContain(secret);
    expect(trial.log.lines.filter((line) => line.startsWith('result-announced'))).toEqual([expect.stringContaining('127.0.0.1')]);
    expect(trial.log.lines.filter((line) => line.startsWith('result-not-announced')).map((line) => /outcome: '(\w+)'/.exec(line)?.[1])).toEqual([
      'redirect',
      'refused',
      'refused',
    ]);
    expect(everything).toMatch(/paraph_courier_announcements_total\{[^}]*outcome="accepted"[^}]*\} 1/);
  });

  it('calls no machine of its own unless a setting says so', async () => {
    await trial.stop();
    provider = await startCourier(nats, aKeyPair(), { SMS_KIND: 'none', EMAIL_KIND: 'none' });
    const sam = await provider.as('sam');
    for (const address of [order().address, order().address.replace('http:', 'https:'), 'https://[::1]/', 'https://169.254.169.254/latest'])
      await expect(sam.call(announce, { responseId: newId('att'), address })).rejects.toMatchObject({ code: 'message.undeliverable' });
    expect(requests).toBe(0);
    expect(provider.log.lines.filter((line) => line.startsWith('result-not-announced')).map((line) => /outcome: '(\w+)'/.exec(line)?.[1])).toEqual([
      'address',
      'network',
      'network',
      'network',
    ]);
  });
});

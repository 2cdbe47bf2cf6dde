import { afterEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { HttpGateway, wire, type Sending } from './http-gateway.js';
import { aClient, personBearer } from './people.js';

let gateway: HttpGateway;
afterEach(() => gateway.close());

const open = async (changed: ConstructorParameters<typeof HttpGateway>[0], limits: object = {}): Promise<void> => {
  gateway = await new HttpGateway(changed).open();
  const client = aClient({ limits: { requestsPerMinute: 1_000_000, bodyBytes: 1_000, hashesPerCall: 400, ...limits } });
  gateway.tokens.known.set('T', { state: 'active', bearer: personBearer({ client }) });
  gateway.tokens.known.set('O', { state: 'active', bearer: personBearer({ clientId: 'cli_other' }) });
};
const list = (sending: Sending = {}) => gateway.post('credentials/list', {}, { token: 'T', ...sending });
const tooMany = wire(429, 'temporarily_unavailable', 'Too many requests, try again later');

describe('requests from one place', () => {
  it('are refused when they are too many, whatever they are, and let in again in time', async () => {
    const clock = new FakeClock();
    await open({ requestsPerAddress: 3, clock });
    for (const path of ['/csc/v2/info', '/csc/v2/nothing', '/']) expect((await gateway.send(path, {})).status).not.toBe(429);
    for (const path of ['/csc/v2/info', '/csc/v1/info', '/csc/v2/nothing']) expect(await gateway.send(path, {})).toMatchObject(tooMany);
    expect((await list()).headers.get('retry-after')).toBe('20');
    clock.advance(20_000);
    expect((await list()).status).toBe(200);
  });

  it('leave health and metrics alone', async () => {
    await open({ requestsPerAddress: 1 });
    await list();
    expect(await list()).toMatchObject(tooMany);
    for (const path of ['/health/live', '/metrics']) expect((await gateway.send(path, undefined, { verb: 'GET' })).status).toBe(200);
  });

  it('are told apart behind our own proxies, by what the proxy saw and not by what the caller wrote', async () => {
    await open({ requestsPerAddress: 1, proxiesInFront: 1 });
    const from = (forwarded: string): Promise<{ status: number }> => list({ headers: { 'x-forwarded-for': forwarded } });
    expect((await from('192.0.2.1')).status).toBe(200);
    expect((await from('192.0.2.2')).status).toBe(200);
    expect((await from('198.51.100.9, 192.0.2.1')).status).toBe(429);
  });

  it('are not told apart by a header where no proxy of ours stands in front', async () => {
    await open({ requestsPerAddress: 1 });
    expect((await list({ headers: { 'x-forwarded-for': '192.0.2.1' } })).status).toBe(200);
    expect((await list({ headers: { 'x-forwarded-for': '192.0.2.2' } })).status).toBe(429);
  });
});

describe('requests of one client', () => {
  it('are refused when they are more than it may send, and others go on', async () => {
    await open({}, { requestsPerMinute: 2 });
    expect([(await list()).status, (await list()).status]).toEqual([200, 200]);
    expect(await list()).toMatchObject(tooMany);
    expect((await list()).headers.get('retry-after')).toBe('30');
    expect((await list({ token: 'O' })).status).toBe(200);
    expect(gateway.refusals.ofClients).toEqual([]);
  });
});

describe('a body', () => {
  it('is as large as its client’s may be, and another client’s may be larger', async () => {
    await open({}, { bodyBytes: 1_000 });
    const body = (size: number): string => `{"x":"${'y'.repeat(size - 8)}"}`;
    expect((await gateway.post('credentials/list', body(1_000), { token: 'T' })).status).toBe(200);
    expect(await gateway.post('credentials/list', body(1_001), { token: 'T' })).toMatchObject(wire(413, 'invalid_request', 'The request body is too large'));
    expect((await gateway.post('credentials/list', body(1_001), { token: 'O' })).status).toBe(200);
  });

  it.each([2_000_000, 200_000])('of %i bytes is refused while it is being sent, and the next one served', async (size) => {
    await open({});
    expect((await gateway.post('credentials/list', 'x'.repeat(size), { token: 'T' })).status).toBe(413);
    expect((await list()).status).toBe(200);
  });

  it('of a stranger is not waited for', async () => {
    await open({});
    expect((await gateway.post('credentials/list', 'x'.repeat(200_000), { token: 'nobody' })).status).toBe(401);
    expect((await gateway.post('info', 'x'.repeat(200_000))).status).toBe(413);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'no type at all', '', ';;;'])(
    'is JSON whatever its type says: %j',
    async (type) => {
      await open({});
      expect((await list({ headers: { 'content-type': type } })).status).toBe(200);
      expect((await gateway.post('credentials/list', 'a=b', { token: 'T', headers: { 'content-type': type } })).status).toBe(400);
    },
  );
});

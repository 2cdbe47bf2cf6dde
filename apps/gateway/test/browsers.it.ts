import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpGateway, ORIGIN, wire, type Answer, type Sending } from './http-gateway.js';
import { aClient, personBearer } from './people.js';

const APP = 'https://app.example';
const OTHER = 'https://other.example';
const EVIL = 'https://evil.example';

let gateway: HttpGateway;
beforeAll(async () => {
  gateway = await new HttpGateway().open();
  gateway.origins.origins.add(APP).add(OTHER);
  gateway.tokens.known.set('T', { state: 'active', bearer: personBearer({ client: aClient({ browserOrigins: [APP] }) }) });
  gateway.tokens.known.set('N', { state: 'active', bearer: personBearer() });
  gateway.tokens.known.set('TX', { state: 'expired' });
});
afterAll(() => gateway.close());

const from = (origin: string, sending: Sending = {}): Promise<Answer> => gateway.post('credentials/list', {}, { token: 'T', ...sending, headers: { origin } });
const preflight = (origin: string, path = '/csc/v2/credentials/list'): Promise<Answer> =>
  gateway.send(path, undefined, {
    verb: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
  });
const corsOf = ({ headers }: Answer): string[] => [...headers.keys()].filter((name) => name.startsWith('access-control-'));

describe('a preflight', () => {
  it.each([APP, OTHER])('of a page that some client lists is answered (%s)', async (origin) => {
    const answer = await preflight(origin);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-allow-methods')).toBe('POST, GET');
    expect(answer.headers.get('access-control-allow-headers')).toMatch(/Authorization.*Content-Type.*DPoP/);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  it.each([EVIL, 'null', `${APP}.evil.example`, 'http://app.example', `${APP}:8443`])('of any other page is not (%s)', async (origin) => {
    const answer = await preflight(origin);
    expect(answer).toMatchObject(wire(403, 'access_denied', expect.any(String)));
    expect(corsOf(answer)).toEqual([]);
  });

  it('is nothing a program sends: OPTIONS alone is a wrong verb', async () => {
    expect((await gateway.send('/csc/v2/credentials/list', undefined, { verb: 'OPTIONS' })).status).toBe(405);
  });
});

describe('a page', () => {
  it('that its token’s client lists gets the answer, and may read what it needs', async () => {
    const answer = await from(APP);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(APP);
    expect(answer.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate');
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  it('that its token’s client lists may read refusals', async () => {
    expect((await gateway.post('credentials/info', {}, { token: 'T', headers: { origin: APP } })).headers.get('access-control-allow-origin')).toBe(APP);
    expect((await from(APP, { token: 'TX' })).headers.get('access-control-allow-origin')).toBe(APP);
  });

  it.each([
    ['of another client', OTHER, 'T'],
    ['with the token of a client that lists none', APP, 'N'],
    ['of nobody', EVIL, 'T'],
    ['without an origin of its own', 'null', 'T'],
  ])('%s gets neither answer nor header', async (_case, origin, token) => {
    const answer = await from(origin, { token });
    expect(answer).toMatchObject(wire(403, 'access_denied', expect.any(String)));
    expect(corsOf(answer)).toEqual([]);
  });

  it('of nobody sees no refusal of strangers either', async () => {
    expect(corsOf(await from(EVIL, { token: 'TX' }))).toEqual([]);
  });

  it('of the gateway itself is no stranger', async () => {
    const answer = await from(ORIGIN, { token: 'N' });
    expect([answer.status, corsOf(answer)]).toEqual([200, []]);
  });

  it.each([
    [APP, APP],
    [EVIL, null],
  ])('reads info where some client lists it (%s)', async (origin, allowed) => {
    const answer = await gateway.post('info', {}, { headers: { origin } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, allowed]);
  });
});

it('no program needs any of this', async () => {
  expect(corsOf(await gateway.post('credentials/list', {}, { token: 'N' }))).toEqual([]);
});

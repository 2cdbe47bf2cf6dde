import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientSettings } from '@paraph/contracts';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { hashOf, REDIRECT, Sca } from './sca.js';

const PAGE = 'https://app.example';

let identity: RunningIdentity;
let sca: Sca;
let closed: Sca;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity, [REDIRECT], { settings: clientSettings.parse({ browserOrigins: [PAGE] }) });
  closed = await Sca.register(identity);
});
afterAll(() => identity?.stop());

const allowed = (headers: Headers): string | null => headers.get('access-control-allow-origin');

describe.each(['', '/v1'])('below “%s”', (prefix) => {
  const token = (client: Sca, origin: string) => client.post(`${prefix}/oauth2/token`, { grant_type: 'client_credentials' }, { ...client.basic, origin });

  it('a page of the client’s own origins reads the answers, and no other page', async () => {
    const own = await token(sca, PAGE);
    expect([own.status, allowed(own.headers), own.headers.get('vary')]).toEqual([200, PAGE, expect.stringMatching(/origin/i)]);
    for (const [client, origin] of [
      [sca, 'https://evil.example'],
      [sca, 'https://app.example.evil.example'],
      [sca, 'null'],
      [closed, PAGE],
    ] as const) {
      const answer = await token(client, origin);
      expect([answer.status, allowed(answer.headers), answer.body['access_token']]).toEqual([400, null, undefined]);
    }
  });

  it('a request without an origin is none of a page', async () => {
    const { status, headers } = await closed.post(`${prefix}/oauth2/token`, { grant_type: 'client_credentials' });
    expect([status, allowed(headers)]).toEqual([200, null]);
  });

  it('so it is with revocation, and with what is refused before a client is known', async () => {
    const revoke = (client: Sca, origin: string) => client.post(`${prefix}/oauth2/revoke`, { token: 'x' }, { ...client.basic, origin });
    expect(allowed((await revoke(sca, PAGE)).headers)).toBe(PAGE);
    expect(allowed((await revoke(closed, PAGE)).headers)).toBeNull();
    const stranger = await sca.post(`${prefix}/oauth2/token`, {}, { origin: 'https://evil.example' });
    expect([stranger.status, allowed(stranger.headers)]).toEqual([400, null]);
  });

  it('a preflight is answered for an origin that some client has', async () => {
    const preflight = (origin: string) =>
      fetch(`${identity.origin}${prefix}/oauth2/token`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,dpop' },
      });
    const good = await preflight(PAGE);
    expect([good.status, allowed(good.headers), good.headers.get('access-control-allow-headers')]).toEqual([204, PAGE, 'authorization,dpop']);
    expect(allowed((await preflight('https://evil.example')).headers)).toBeNull();
  });

  it('metadata are read by the same', async () => {
    const read = (origin: string) => fetch(`${identity.origin}${prefix}/.well-known/openid-configuration`, { headers: { origin } });
    expect([allowed((await read(PAGE)).headers), allowed((await read('https://evil.example')).headers)]).toEqual([PAGE, null]);
  });
});

it('so it is with pushed requests', async () => {
  const push = (client: Sca) => client.post('/oauth2/pushed_authorize', client.request(client.query([hashOf('one')])), { ...client.basic, origin: PAGE });
  expect([(await push(sca)).status, allowed((await push(sca)).headers)]).toEqual([201, PAGE]);
  expect([(await push(closed)).status, allowed((await push(closed)).headers)]).toEqual([400, null]);
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { rows } from '@paraph/platform';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { hashOf, Sca } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
let other: Sca;
beforeAll(async () => {
  identity = await runIdentity({ limits: { perClient: 3, perAddress: 5, tokensPerAddress: 9, proxies: 1 } });
  sca = await Sca.register(identity);
  other = await Sca.register(identity);
});
afterAll(() => identity?.stop());

const push = (from: string, client = sca) =>
  client.post('/oauth2/pushed_authorize', client.request(client.query([hashOf('one')])), { ...client.basic, 'x-forwarded-for': from });
const authorize = (from: string, client: Sca, parameters = client.request(client.query([hashOf('one')]))) =>
  fetch(client.authorizeUrl(parameters), { headers: { 'x-forwarded-for': from }, redirect: 'manual' });

it('a client that asks too often is told when to come again, from whatever address; another is not', async () => {
  const answers = [await push('10.0.0.1'), await push('10.0.0.2'), await push('10.0.0.3'), await push('10.0.0.4')];
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 429]);
  expect(answers[3]).toMatchObject({ body: { error: 'temporarily_unavailable', error_description: 'Too many authorisation requests, try again later' } });
  expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
  // What was pushed before is not counted a second time.
  const pushed = await authorize('10.0.0.5', sca, { client_id: sca.clientId, request_uri: String(answers[0]?.body['request_uri']) });
  expect([pushed.status, pushed.headers.get('location')?.startsWith('/interaction/')]).toEqual([302, true]);
  const plain = await authorize('10.0.0.6', sca);
  expect([plain.headers.get('location'), plain.headers.has('retry-after')]).toEqual([expect.stringContaining('error=temporarily_unavailable'), true]);
  expect((await push('10.0.0.7', other)).status).toBe(201);
});

it('an address that asks too often is refused before anything is looked up; others, and what it claims to have come through, are not', async () => {
  const strangers = [];
  for (let index = 0; index < 7; index += 1) strangers.push((await authorize(`10.9.9.${index}, 10.1.1.1`, other, { client_id: 'nobody' })).status);
  expect(strangers).toEqual([400, 400, 400, 400, 400, 429, 429]);
  const page = await authorize('10.1.1.1', other);
  expect([page.status, Number(page.headers.get('retry-after')) > 0, (await page.text()).includes('temporarily_unavailable')]).toEqual([429, true, true]);
  expect((await authorize('10.1.1.2', other)).status).toBe(302);
});

it('a flood is not written down: events are for what happened', async () => {
  const [counted] = await rows<{ count: string }>(identity.database, `SELECT count(*) AS count FROM event_outbox WHERE type = 'client-refused'`);
  expect(counted?.count).toBe('0');
});

it.each(['/oauth2/token', '/oauth2/revoke', '/v1/oauth2/token', '/v1/oauth2/revoke'])(
  'an address that asks %s too often is refused before its client is looked at; another is not',
  async (path) => {
    const ask = (from: string) => sca.post(path, { grant_type: 'client_credentials' }, { authorization: 'Basic eDp5', 'x-forwarded-for': from });
    const answers = [];
    for (let index = 0; index < 11; index += 1) answers.push(await ask('10.2.2.2'));
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(9).fill(400), 429, 429]);
    expect(answers.at(-1)).toMatchObject({ body: { error: 'temporarily_unavailable', error_description: 'Too many requests, try again later' } });
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('10.2.2.3')).status).toBe(400);
  },
);

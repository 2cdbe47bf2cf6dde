import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from './browser.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { hashOf, outcome, pkce, readFragment, Sca, type Answer } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
let other: Sca;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
  other = await Sca.register(identity);
});
afterAll(() => identity?.stop());

const PATH = '/oauth2/pushed_authorize';
const one = hashOf('one');

function push(parameters: Readonly<Record<string, string | undefined>>, headers?: Readonly<Record<string, string>>): Promise<Answer> {
  return sca.post(PATH, sca.request(parameters), headers);
}

function details(hashes: readonly string[]): string {
  return JSON.stringify(sca.details(hashes));
}

describe('a pushed request', () => {
  it('CSC-163: is answered 201, not to be cached, and works once', async () => {
    const { verifier, challenge } = pkce();
    const text = details([one]);
    const pushed = await sca.post(PATH, sca.request({ authorization_details: text }, challenge));
    expect(pushed).toMatchObject({ status: 201, body: { request_uri: expect.stringMatching(/^urn:/), expires_in: 60 } });
    expect(pushed.headers.get('cache-control')).toBe('no-cache, no-store');
    const request = { client_id: sca.clientId, request_uri: String(pushed.body['request_uri']), state: 'ignored' };
    const result = await sca.approve(request);
    expect(result.get('state')).toBe('st-1');
    expect((await sca.redeem(result.get('code') ?? '', verifier, { authorization_details: text })).status).toBe(200);
    expect(outcomeOrPage(await sca.authorize(request))).not.toContain('code=');
  });

  it('CSC-164: needs client authentication', async () => {
    expect(await push({ authorization_details: details([one]) }, {})).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', error_description: 'Client authorization required' },
    });
  });

  it('CSC-165: is no other client’s, and ends', async () => {
    const pushed = await push({ authorization_details: details([one]) });
    const request_uri = String(pushed.body['request_uri']);
    expect(outcomeOrPage(await sca.authorize({ client_id: other.clientId, request_uri }))).not.toContain('code=');
    await identity.database.query(`UPDATE protocol_object SET payload = jsonb_set(payload, '{exp}', '1000') WHERE kind = 'PushedAuthorizationRequest'`);
    expect(outcomeOrPage(await sca.authorize({ client_id: sca.clientId, request_uri }))).toContain('invalid');
    expect(outcomeOrPage(await sca.authorize({ client_id: sca.clientId, request_uri: 'urn:ietf:params:oauth:request_uri:made-up' }))).toContain('invalid');
  });

  it('takes 400 labelled documents, and says that 401 are too many', async () => {
    const hashes = (count: number): string[] => Array.from({ length: count }, (_, index) => hashOf(String(index)));
    const full = await push({ authorization_details: details(hashes(400)) });
    expect(full.status).toBe(201);
    expect(await push({ authorization_details: details(hashes(401)) })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', error_description: 'At most 400 documents can be authorised at once' },
    });
    expect(await push({ authorization_details: details(hashes(800)) })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', error_description: expect.stringContaining('at most 400 documents') },
    });
  });

  it('takes the query form too', async () => {
    const pushed = await push(sca.query([one]));
    const { statement } = readFragment(await sca.authorize({ client_id: sca.clientId, request_uri: String(pushed.body['request_uri']) }, new Browser()));
    expect(statement).toMatch(/^header\./);
  });
});

describe('a pushed request that is refused answers JSON', () => {
  it.each([
    [{ scope: 'foo' }, 'invalid_scope', 'Invalid parameter scope'],
    [{ response_type: undefined }, 'invalid_request', 'Missing parameter response_type'],
    [{ redirect_uri: 'https://evil.example/' }, 'invalid_request', expect.stringContaining('redirect_uri')],
    [{ code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request', expect.stringContaining('PKCE')],
    [{ authorization_details: '[{}]' }, 'invalid_authorization_details', expect.any(String)],
    [{ authorization_details: 'not json' }, 'invalid_authorization_details', expect.any(String)],
    [{ scope: 'credential' }, 'invalid_request', 'Missing (or invalid type) string parameter credentialID'],
    [{ request_uri: 'urn:x' }, 'request_uri_not_supported', expect.any(String)],
  ])('%j', async (change: Readonly<Record<string, string | undefined>>, error: string, error_description: unknown) => {
    expect(await push(change)).toMatchObject({ status: 400, body: { error, error_description } });
  });

  it('with a bad secret or header, in the words of the token endpoint', async () => {
    const authorization = (text: string): { authorization: string } => ({ authorization: text });
    const wrong = Buffer.from(`${sca.clientId}:wrong`).toString('base64');
    expect(await push({}, authorization(`Basic ${wrong}`))).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', error_description: 'Invalid parameter client_secret' },
    });
    expect(await push({}, authorization('Foo'))).toMatchObject({
      status: 401,
      body: { error: 'invalid_client', error_description: 'Invalid authorization header' },
    });
  });
});

function outcomeOrPage(visit: Awaited<ReturnType<Browser['get']>>): string {
  return visit.location === undefined ? visit.text : outcome(visit).toString();
}

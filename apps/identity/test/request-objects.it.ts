import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPair, exportJWK, SignJWT, UnsecuredJWT, type CryptoKey, type JWK } from 'jose';
import { randomUUID } from 'node:crypto';
import { rows } from '@paraph/platform';
import { Browser } from './browser.js';
import { MANAGEMENT, runIdentity, type RunningIdentity } from './running-identity.js';
import { hashOf, outcome, pkce, readFragment, REDIRECT, Sca, type Answer } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
let clientId: string;
let key: CryptoKey;
let publicKey: JWK;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
  const pair = await generateKeyPair('ES256');
  key = pair.privateKey;
  publicKey = { ...(await exportJWK(pair.publicKey)), kid: 'k1' };
  const keys = [publicKey as { kty: 'EC'; kid: string }];
  const authentication = { method: 'private_key_jwt', keys } as const;
  ({ clientId } = await identity.directory.createClient(
    { subscriberId: sca.subscriberId, name: 'Signing app', redirectUris: [REDIRECT], authentication },
    MANAGEMENT,
  ));
});
beforeEach(() => identity.neighbours.failures.clear());
afterAll(() => identity?.stop());

interface Change {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: CryptoKey | Uint8Array;
}

const now = (): number => Math.floor(Date.now() / 1_000);
const { verifier, challenge } = pkce();

async function requestObject({ claims = {}, header = {}, key: signer = key }: Change = {}): Promise<string> {
  const request = { ...sca.request({}, challenge), client_id: clientId, authorization_details: sca.details([hashOf('lease')]) };
  const dated = { iss: clientId, aud: identity.origin, iat: now(), exp: now() + 300 };
  return new SignJWT({ ...request, ...dated, ...claims }).setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'oauth-authz-req+jwt', ...header }).sign(signer);
}

async function proven(form: Record<string, string>): Promise<Record<string, string>> {
  const assertion = await new SignJWT({ iss: clientId, sub: clientId, aud: identity.origin, jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(key);
  return { ...form, client_id: clientId, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion };
}

async function push(request: string, more: Record<string, string> = {}): Promise<Answer> {
  return sca.post('/oauth2/pushed_authorize', await proven({ request, ...more }), {});
}

const lastDraft = () => [...identity.neighbours.drafts.values()].at(-1);

describe('a request object', () => {
  it('that is pushed reaches the SAM as it was signed, and its code redeems', async () => {
    const request = await requestObject();
    const pushed = await push(request);
    expect(pushed.status).toBe(201);
    const result = await sca.approve({ client_id: clientId, request_uri: String(pushed.body['request_uri']) });
    expect(lastDraft()?.requestObject).toBe(request);
    const form = { grant_type: 'authorization_code', code: result.get('code') ?? '', redirect_uri: REDIRECT, code_verifier: verifier };
    const answer = await sca.token(await proven({ ...form, authorization_details: JSON.stringify(sca.details([hashOf('lease')])) }), {});
    expect(answer).toMatchObject({ status: 200, body: { access_token: expect.stringMatching(/^sad_/) } });
  });

  it('that comes with the browser reaches the SAM likewise, also after the page is loaded again', async () => {
    const browser = new Browser();
    const request = await requestObject();
    const { uid } = readFragment(await sca.authorize({ client_id: clientId, request }, browser));
    expect(lastDraft()?.requestObject).toBe(request);
    await browser.get(`${identity.origin}/interaction/${uid}`);
    expect([lastDraft()?.requestObject, [...identity.neighbours.drafts.values()].at(-2)?.state]).toEqual([request, 'abandoned']);
  });

  it('is all that counts: what stands beside it is dropped', async () => {
    const pushed = await push(await requestObject(), { authorization_details: JSON.stringify(sca.details([hashOf('mortgage')])), lang: 'fr' });
    const { statement } = readFragment(await sca.authorize({ client_id: clientId, request_uri: String(pushed.body['request_uri']) }));
    expect(Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString()).toContain(hashOf('lease'));
  });

  it('cannot be claimed by a parameter of the name it is kept under', async () => {
    await sca.approve({ ...sca.request(sca.query([hashOf('one')])), signed_request: 'a.b.c' });
    expect(lastDraft()?.requestObject).toBeUndefined();
    const inside = await requestObject({ claims: { signed_request: 'a.b.c' } });
    readFragment(await sca.authorize({ client_id: clientId, request: inside }));
    expect(lastDraft()?.requestObject).toBe(inside);
  });

  it('without details is for this service alone', async () => {
    const query = sca.query([hashOf('one')]);
    readFragment(await sca.authorize({ client_id: clientId, request: await requestObject({ claims: { authorization_details: undefined, ...query } }) }));
    expect(lastDraft()?.requestObject).toBeUndefined();
  });

  it('that the SAM does not take brings the browser home with invalid_request_object', async () => {
    identity.neighbours.failures.set('openActivation', 'order.invalid');
    const pushed = await push(await requestObject());
    const result = outcome(await sca.authorize({ client_id: clientId, request_uri: String(pushed.body['request_uri']) }));
    expect(Object.fromEntries(result)).toMatchObject({ error: 'invalid_request_object', state: 'st-1' });
  });

  it.each<[string, () => Promise<string>]>([
    ['signed by another key', async () => requestObject({ key: (await generateKeyPair('ES256')).privateKey })],
    ['of another client', () => requestObject({ claims: { iss: sca.clientId } })],
    ['that names another client', () => requestObject({ claims: { client_id: sca.clientId } })],
    ['for another server', () => requestObject({ claims: { aud: 'https://other.example' } })],
    ['that is over', () => requestObject({ claims: { iat: now() - 600, exp: now() - 300 } })],
    ['that lives for a day', () => requestObject({ claims: { exp: now() + 86_400 } })],
    ['without an end', () => requestObject({ claims: { exp: undefined } })],
    ['without a beginning', () => requestObject({ claims: { iat: undefined } })],
    ['of no typ', () => requestObject({ header: { typ: 'JWT' } })],
    ['that does not name its key', () => requestObject({ header: { kid: undefined } })],
    ['that holds another', async () => requestObject({ claims: { request: await requestObject() } })],
    ['under a shared secret', () => requestObject({ header: { alg: 'HS256' }, key: new TextEncoder().encode(sca.clientSecret.padEnd(64, 'x')) })],
    ['without a signature', async () => new UnsecuredJWT({ ...sca.request({}), client_id: clientId, iss: clientId, aud: identity.origin }).encode()],
    ['that is none', async () => 'a.b.c'],
    ['that says something no database holds', () => requestObject({ claims: { state: 'a\0b' } })],
  ])('is refused when it is one %s, pushed or not', async (_what, make) => {
    const drafts = identity.neighbours.drafts.size;
    const pushed = await push(await make());
    expect([pushed.status, String(pushed.body['error'])]).toEqual([400, expect.stringMatching(/^invalid_request/)]);
    const visit = await sca.authorize({ client_id: clientId, redirect_uri: REDIRECT, response_type: 'code', request: await make() });
    expect(`${visit.location} ${visit.text}`).toMatch(/invalid_request/);
    expect(identity.neighbours.drafts.size).toBe(drafts);
  });

  it('is refused to a client that has no key here', async () => {
    const request = await requestObject({ claims: { iss: sca.clientId, client_id: sca.clientId } });
    expect(await sca.post('/oauth2/pushed_authorize', { request })).toMatchObject({ status: 400, body: { error: 'invalid_request_object' } });
  });

  it('is not taken by reference to somewhere else', async () => {
    const visit = await sca.authorize({ client_id: clientId, redirect_uri: REDIRECT, response_type: 'code', request_uri: 'https://evil.example/request' });
    expect(`${visit.location} ${visit.text}`).toMatch(/request_uri_not_supported/);
  });

  it('is not kept by identity but as the request it is', async () => {
    const [counted] = await rows<{ count: string }>(identity.database, `SELECT count(*) AS count FROM event_outbox WHERE body LIKE '%eyJ%'`);
    expect(counted?.count).toBe('0');
  });
});

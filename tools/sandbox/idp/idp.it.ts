import { createHash, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, importJWK, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { readForms } from '../signer/form.ts';
import { describe as describeArrival, expectPage, signIn } from '../signer/login.ts';
import { Tab, type Arrival } from '../signer/tab.ts';
import { LOGIN_CLIENT, prepareIdentityProvider, SIGNING_CLIENT, type PreparedIdentityProvider } from './prepare.ts';
import { startProviderForTests, type ProviderForTests } from './provider-for-tests.ts';

const IDENTITY = 'http://identity.localhost:1';
const verifier = randomBytes(32).toString('base64url');

let provider: ProviderForTests;
let issuer: string;
let prepared: PreparedIdentityProvider;
let samKey: KeyObject;

beforeAll(async () => {
  provider = await startProviderForTests(IDENTITY);
  ({ issuer } = provider.plan);
  prepared = prepareIdentityProvider(provider.plan);
});

afterAll(async () => {
  await provider.stop();
});

const newTab = (): Tab => new Tab((url) => url.origin === issuer);

function authorizeUrl(changes: Record<string, string | undefined> = {}): URL {
  const url = new URL('/auth', issuer);
  const parameters = {
    client_id: SIGNING_CLIENT,
    redirect_uri: `${IDENTITY}/evidence/oidc/callback`,
    response_type: 'code',
    scope: 'openid profile',
    nonce: 'the-challenge',
    state: 'act_1',
    prompt: 'login',
    max_age: '0',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

const loginClient = { client_id: LOGIN_CLIENT, redirect_uri: `${IDENTITY}/login/oidc/callback`, scope: 'openid profile email' };

function alice() {
  const found = prepared.users.find(({ login }) => login === 'alice');
  if (!found) throw new Error('alice is missing');
  return found;
}

function returned(arrival: Arrival): URLSearchParams {
  if (arrival.kind === 'page') throw new Error(describeArrival(arrival));
  return arrival.url.searchParams;
}

async function redeem(body: Record<string, string>, headers: Record<string, string> = {}): Promise<{ status: number; tokens: Record<string, unknown> }> {
  const response = await fetch(`http://127.0.0.1:${new URL(issuer).port}/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ grant_type: 'authorization_code', code_verifier: verifier, ...body }),
  });
  return { status: response.status, tokens: (await response.json()) as Record<string, unknown> };
}

async function assertion(key: KeyObject): Promise<Record<string, string>> {
  const jwt = await new SignJWT()
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(SIGNING_CLIENT)
    .setSubject(SIGNING_CLIENT)
    .setAudience(issuer)
    .setJti(randomBytes(8).toString('hex'))
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(key);
  return { client_id: SIGNING_CLIENT, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: jwt };
}

async function signingIdToken(tab: Tab, changes: Record<string, string | undefined> = {}): Promise<JWTPayload> {
  const answer = returned(await signIn(tab, await tab.open(authorizeUrl(changes)), alice()));
  const { tokens } = await redeem({ code: answer.get('code') ?? '', redirect_uri: `${IDENTITY}/evidence/oidc/callback`, ...(await assertion(samKey)) });
  const key = await importJWK(prepared.publicKey);
  const { payload } = await jwtVerify(String(tokens['id_token']), key, { issuer, audience: SIGNING_CLIENT, algorithms: ['ES256'] });
  expect(decodeProtectedHeader(String(tokens['id_token'])).kid).toBe(prepared.publicKey.kid);
  return payload;
}

it('is ready, and says what it is', async () => {
  const at = `http://127.0.0.1:${new URL(issuer).port}`;
  const metadata = (await (await fetch(`${at}/.well-known/openid-configuration`)).json()) as Record<string, unknown>;
  const { authorizationEndpoint, tokenEndpoint } = prepared;
  expect((await fetch(`${at}/health/ready`)).status).toBe(200);
  expect(metadata).toMatchObject({
    issuer,
    authorization_endpoint: authorizationEndpoint,
    token_endpoint: tokenEndpoint,
    code_challenge_methods_supported: ['S256'],
  });
});

it('does not know the signing client before its key is there', async () => {
  const page = expectPage(await newTab().open(authorizeUrl()), 'an error page');
  expect(page.status).toBe(400);
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  samKey = pair.privateKey;
  writeFileSync(provider.plan.signingClientKeys, JSON.stringify(pair.publicKey.export({ format: 'jwk' })));
});

describe('the signing client', () => {
  it('gets an ID token with the challenge, the time of this very login, and who the person is', async () => {
    const before = Math.floor(Date.now() / 1000);
    const token = await signingIdToken(newTab());
    const { sub, name, given_name, family_name } = alice();
    expect(token).toMatchObject({ nonce: 'the-challenge', sub, name, given_name, family_name, country: 'FR', organization_identifier: 'NTRFR-000000000' });
    expect(token['auth_time']).toBeGreaterThanOrEqual(before);
    expect(token).not.toHaveProperty('email');
  });

  it('is named on the login page, apart from ordinary logins', async () => {
    const signing = expectPage(await newTab().open(authorizeUrl()), 'the login page');
    const ordinary = expectPage(await newTab().open(authorizeUrl(loginClient)), 'the login page');
    expect([signing.html.includes('<strong>Paraph signing</strong>'), signing.html.includes('confirm'), ordinary.html.includes('This signs nothing.')]).toEqual(
      [true, true, true],
    );
  });

  it.each([
    ['prompt=login', { prompt: 'login', max_age: undefined }],
    ['max_age=0', { prompt: undefined, max_age: '0' }],
  ])('has the person sign in again with %s, and says when', async (_, changes) => {
    const tab = newTab();
    const first = await signingIdToken(tab, changes);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const second = await signingIdToken(tab, changes);
    expect(Number(second['auth_time'])).toBeGreaterThan(Number(first['auth_time']));
  });

  it('has auth_time also where an older session answers silently', async () => {
    const tab = newTab();
    const first = await signingIdToken(tab);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const answer = returned(await tab.open(authorizeUrl({ prompt: 'none', max_age: '1800', nonce: 'another' })));
    const { tokens } = await redeem({ code: answer.get('code') ?? '', redirect_uri: `${IDENTITY}/evidence/oidc/callback`, ...(await assertion(samKey)) });
    const { payload } = await jwtVerify(String(tokens['id_token']), await importJWK(prepared.publicKey));
    expect([payload['nonce'], payload['auth_time']]).toEqual(['another', first['auth_time']]);
  });

  it('cannot redeem with another key, without the verifier, or twice', async () => {
    const tab = newTab();
    const answer = returned(await signIn(tab, await tab.open(authorizeUrl()), alice()));
    const code = { code: answer.get('code') ?? '', redirect_uri: `${IDENTITY}/evidence/oidc/callback` };
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect((await redeem({ ...code, ...(await assertion(stranger)) })).tokens).toMatchObject({ error: 'invalid_client' });
    expect((await redeem({ ...code, ...(await assertion(samKey)), code_verifier: 'x'.repeat(43) })).tokens).toMatchObject({ error: 'invalid_grant' });
    expect((await redeem({ ...code, ...(await assertion(samKey)) })).status).toBe(200);
    expect((await redeem({ ...code, ...(await assertion(samKey)) })).tokens).toMatchObject({ error: 'invalid_grant' });
  });

  it.each([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['with a plain verifier', { code_challenge: verifier, code_challenge_method: 'plain' }],
    ['for tokens without a code', { response_type: 'id_token' }],
  ])('is refused %s', async (_, changes) => {
    const arrival = await newTab().open(authorizeUrl(changes));
    expect(arrival.url.href).toMatch(/[?#&]error=(invalid_request|unsupported_response_type)/);
  });

  it('is refused at an address of its own choice', async () => {
    expect(expectPage(await newTab().open(authorizeUrl({ redirect_uri: 'http://evil.localhost/' })), 'an error page').status).toBe(400);
  });
});

describe('the login client', () => {
  it('gets the e-mail too, with its secret', async () => {
    const tab = newTab();
    const answer = returned(await signIn(tab, await tab.open(authorizeUrl({ ...loginClient, prompt: undefined, max_age: undefined })), alice()));
    const secret = readFileSync(prepared.loginSecretFile, 'utf8').trim();
    const basic = `Basic ${Buffer.from(`${LOGIN_CLIENT}:${secret}`).toString('base64')}`;
    const { tokens } = await redeem({ code: answer.get('code') ?? '', redirect_uri: loginClient.redirect_uri }, { authorization: basic });
    const { payload } = await jwtVerify(String(tokens['id_token']), await importJWK(prepared.publicKey), { audience: LOGIN_CLIENT });
    expect(payload).toMatchObject({ name: 'Alice Martin', email: 'alice@sandbox.example' });
    expect(payload).toHaveProperty('auth_time');
  });
});

describe('the person', () => {
  it('is told of a wrong password and may try again', async () => {
    const tab = newTab();
    const page = expectPage(await tab.open(authorizeUrl()), 'the login page');
    const [form] = readForms(page.html);
    const again = form && (await tab.submit(page, form, { login: 'alice', password: 'wrong' }));
    if (again?.kind !== 'page') throw new Error('no page');
    expect([again.status, again.html.includes('role="alert"')]).toEqual([401, true]);
    expect(returned(await signIn(tab, again, alice())).has('code')).toBe(true);
  });

  it('may cancel', async () => {
    const tab = newTab();
    const page = expectPage(await tab.open(authorizeUrl()), 'the login page');
    const cancel = readForms(page.html)[1];
    expect(cancel && returned(await tab.submit(page, cancel, {})).get('error')).toBe('access_denied');
  });

  it('cannot answer somebody else’s login page', async () => {
    const page = expectPage(await newTab().open(authorizeUrl()), 'the login page');
    const [form] = readForms(page.html);
    const other = form && (await newTab().submit(page, form, { login: 'alice', password: alice().password }));
    expect(other?.kind === 'page' && other.status).toBe(400);
  });

  it('keeps their password over a second preparation, in a file for its owner only', () => {
    expect(prepared.users).toEqual(provider.prepared.users);
    expect([prepared.users.map(({ login }) => login), statSync(prepared.usersFile).mode & 0o777]).toEqual([['alice', 'bob'], 0o600]);
  });
});

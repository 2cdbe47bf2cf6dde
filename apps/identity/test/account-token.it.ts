import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { MANAGEMENT, runIdentity, type RunningIdentity } from './running-identity.js';
import { hashOf, outcome, pkce, readFragment, Sca } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
let other: Sca;
/** Of the same subscriber, with a credential of their own. */
let colleague: Sca;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
  other = await Sca.register(identity);
  const { signerId } = await identity.directory.createSigner({ subscriberId: sca.subscriberId, name: 'Bob Example' }, MANAGEMENT);
  const credentialId = newId('cred');
  identity.neighbours.credentials.set(credentialId, signerId);
  colleague = sca.with(signerId, credentialId);
  await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'alice')`, [sca.signerId, identity.provider.issuer]);
});
afterAll(() => identity?.stop());

const now = (): number => Math.floor(Date.now() / 1_000);
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Forgery {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly secret?: string;
}

/** A token as CSC API v1 8.3.1 and v2 8.4.1 have it: by HMAC with the digest of the client's secret. */
function accountToken({ claims = {}, header = {}, secret = sca.clientSecret }: Forgery = {}): string {
  const payload = { sub: sca.signerId, iat: now(), jti: randomUUID(), iss: 'Example Sign', azp: sca.clientId, ...claims };
  const input = `${part({ typ: 'JWT', alg: 'HS256', ...header })}.${part(payload)}`;
  const key = createHash('sha256').update(secret).digest();
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

describe.each([{ base: 'v1' }, { base: 'v2' }] as const)('at the base of $base', ({ base }) => {
  const here = (): Sca => sca.at(base);
  const refused = async (account_token: string) => Object.fromEntries(outcome(await here().authorize(here().request({ account_token }))));

  it('CSC-166: a token of the client’s own lets the signer it names answer, and no other', async () => {
    const granted = await here().signIn(here().request({ account_token: accountToken() }));
    expect(granted.get('code')).not.toBeNull();
    const denied = await here().signIn(here().request({ account_token: accountToken({ claims: { sub: colleague.signerId } }) }));
    expect(Object.fromEntries(denied)).toMatchObject({ error: 'access_denied', state: 'st-1' });
  });

  it('CSC-166: so it is with signatures, where nothing is drafted for another’s credential', async () => {
    const parameters = () => here().request(here().query([hashOf('one')], { account_token: accountToken() }));
    expect((await here().approve(parameters())).get('code')).not.toBeNull();
    const drafts = identity.neighbours.drafts.size;
    const bobs = here().request(colleague.at(base).query([hashOf('one')], { account_token: accountToken() }));
    expect(Object.fromEntries(outcome(await here().authorize(bobs)))).toMatchObject({
      error: 'invalid_request',
      error_description: 'Invalid parameter credentialID',
    });
    expect(identity.neighbours.drafts.size).toBe(drafts);
  });

  it.each<[string, Forgery]>([
    ['by another secret', { secret: 'another' }],
    ['by the client’s identifier', { secret: '' }],
    ['for another client', { claims: { azp: 'cli_AAAAAAAAAAAAAAAAAAAAAA' } }],
    ['for no client', { claims: { azp: undefined } }],
    ['of six minutes ago', { claims: { iat: now() - 360 } }],
    ['of the future', { claims: { iat: now() + 3_600 } }],
    ['without a time', { claims: { iat: undefined } }],
    ['with a time as text', { claims: { iat: String(now()) } }],
    ['without a name of its own', { claims: { jti: undefined } }],
    ['for nobody', { claims: { sub: undefined } }],
    ['for somebody unknown', { claims: { sub: newId('sgn') } }],
    ['for a text that no signer is called by', { claims: { sub: "' OR 1=1" } }],
    ['by no algorithm', { header: { alg: 'none' } }],
    ['by another algorithm', { header: { alg: 'HS512' } }],
    ['of another type', { header: { typ: 'at+jwt' } }],
  ])('CSC-166: a token %s is refused', async (_what, forgery) => {
    expect(await refused(accountToken(forgery))).toMatchObject({
      error: 'invalid_request',
      error_description: 'Invalid parameter account_token',
      state: 'st-1',
    });
  });

  it.each([
    ['that is none', () => 'abc'],
    ['with nothing signed', () => accountToken().replace(/[^.]+$/, '')],
    ['with a part too many', () => `${accountToken()}.x`],
    ['that is a signer’s identifier', () => sca.signerId],
    ['for a signer of another subscriber', () => accountToken({ claims: { sub: other.signerId } })],
  ])('CSC-166: a token %s is refused', async (_what, make) => {
    expect(await refused(make())).toMatchObject({ error: 'invalid_request', error_description: 'Invalid parameter account_token' });
  });

  it('CSC-166: a token is good once', async () => {
    const token = accountToken();
    const once = here().request({ account_token: token });
    expect((await here().authorize(once)).text).toContain('/login');
    expect(await refused(token)).toMatchObject({ error: 'invalid_request', error_description: 'Invalid parameter account_token' });
  });

  it('CSC-166: of two requests with one token at the same time, one is too late', async () => {
    const parameters = here().request({ account_token: accountToken() });
    const visits = await Promise.all([1, 2, 3, 4].map(() => here().authorize(parameters)));
    expect(visits.filter(({ location }) => location === undefined)).toHaveLength(1);
  });
});

it('the end of a credential is nobody’s to decide but the signer’s it names (CSC-166)', async () => {
  const deletion = (account_token: string) => sca.request({ scope: 'credential-deletion', credentialID: sca.credentialId, account_token });
  const visit = await sca.authorize(deletion(accountToken({ claims: { sub: colleague.signerId } })));
  expect([outcome(visit).get('error'), identity.neighbours.changes.size]).toEqual(['access_denied', 0]);
  expect(readFragment(await sca.authorize(deletion(accountToken()))).uid).not.toBe('');
});

it('a pushed token is used when it is pushed, not again when the browser comes', async () => {
  const { verifier, challenge } = pkce();
  const form = sca.request({ scope: 'service', account_token: accountToken() }, challenge);
  const pushed = await sca.post('/oauth2/pushed_authorize', form);
  expect(pushed.status).toBe(201);
  const result = await sca.signIn({ client_id: sca.clientId, request_uri: String(pushed.body['request_uri']) });
  expect((await sca.redeem(result.get('code') ?? '', verifier)).status).toBe(200);
  expect(await sca.post('/oauth2/pushed_authorize', form)).toMatchObject({ status: 400, body: { error_description: 'Invalid parameter account_token' } });
});

it('a client without a secret has no such token', async () => {
  const keyless = await Sca.register(identity, ['https://sca.example/callback'], { authentication: { method: 'none' } });
  const token = accountToken({ claims: { sub: keyless.signerId, azp: keyless.clientId }, secret: '' });
  const visit = await keyless.authorize(keyless.request({ account_token: token }));
  expect(outcome(visit).get('error_description')).toBe('Invalid parameter account_token');
});

it('no table keeps a token that was taken', async () => {
  const token = accountToken();
  readFragment(await sca.authorize(sca.request(sca.query([hashOf('kept')], { account_token: token }))));
  const found = await rows(identity.database, `SELECT kind FROM protocol_object WHERE payload::text LIKE $1`, [`%${token.split('.')[1] ?? ''}%`]);
  expect(found).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from './browser.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { actText, hashOf, outcome, pkce, readFragment, REDIRECT, Sca } from './sca.js';

let identity: RunningIdentity;
let second: Sca;
beforeAll(async () => {
  identity = await runIdentity();
  second = await Sca.register(identity);
  await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'alice')`, [
    second.signerId,
    identity.provider.issuer,
  ]);
});
afterAll(() => identity?.stop());

const one = hashOf('one');

const refusal = (error: string, description: string): object => ({ status: 400, body: { error, error_description: description } });

describe('one base at the other', () => {
  const first = (): Sca => second.at('v1');

  it.each([
    ['v1', 'v2'],
    ['v2', 'v1'],
  ] as const)('a code and a refresh token of %s are worth nothing at %s', async (from, to) => {
    const { verifier, challenge } = pkce();
    const code = async () => (await second.at(from).signIn(second.at(from).request({}, challenge))).get('code') ?? '';
    expect(await second.at(to).redeem(await code(), verifier)).toMatchObject(refusal('invalid_grant', 'Invalid parameter code'));
    const { body } = await second.at(from).redeem(await code(), verifier);
    const renewal = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) };
    expect(await second.at(to).token(renewal)).toMatchObject(refusal('invalid_grant', 'Invalid parameter refresh_token'));
    expect((await second.at(from).token(renewal)).status).toBe(200);
  });

  it('a pushed request is worth nothing at v1, and none is taken there', async () => {
    const pushed = await second.post('/oauth2/pushed_authorize', second.request(second.query([one])));
    const visit = await first().authorize({ client_id: second.clientId, request_uri: String(pushed.body['request_uri']), redirect_uri: REDIRECT });
    expect(outcome(visit).get('error')).toBe('request_uri_not_supported');
    expect((await second.post('/v1/oauth2/pushed_authorize', second.request(second.query([one])))).status).toBe(404);
    expect(readFragment(await second.authorize({ client_id: second.clientId, request_uri: String(pushed.body['request_uri']) })).uid).not.toBe('');
  });

  it('v1 knows no details, no scope of 2.2 and no names of v2', async () => {
    const refused = async (parameters: Readonly<Record<string, string | undefined>>) => outcome(await first().authorize(first().request(parameters)));
    expect((await refused({ scope: 'credential-creation' })).get('error')).toBe('invalid_scope');
    expect((await refused(second.query([one]))).get('error_description')).toBe('Missing (or invalid type) array parameter hash');
    // What v1 does not know is no request for anything: the scope is the default.
    const visit = await first().authorize(first().request({ authorization_details: JSON.stringify(second.details([one])) }));
    expect(visit.text).toContain('/login');
  });

  it('the first of several addresses is the default of v1 alone (CSC-196)', async () => {
    const several = await Sca.register(identity, [REDIRECT, 'https://sca.example/second']);
    const { verifier, challenge } = pkce();
    const parameters = several.at('v1').request(several.at('v1').query([one], { redirect_uri: undefined }), challenge);
    const result = await several.at('v1').approve(parameters);
    const form = { grant_type: 'authorization_code', code: result.get('code') ?? '', code_verifier: verifier };
    expect((await several.at('v1').token(form)).body).toMatchObject({ token_type: 'SAD' });
    const visit = await new Browser().get(several.authorizeUrl(several.request(several.query([one], { redirect_uri: undefined }))));
    expect([visit.status, visit.location]).toEqual([400, undefined]);
  });

  it('PKCE is honoured at v1 and not demanded (CSC-158 is v2’s)', async () => {
    const without = first().request({ code_challenge: undefined, code_challenge_method: undefined });
    const code = (await first().signIn(without)).get('code') ?? '';
    expect((await first().token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT })).status).toBe(200);
  });

  it('an interaction of v1 takes its signer’s act and leads back to v1', async () => {
    const browser = new Browser();
    const { uid, challenge } = readFragment(await first().authorize(first().request(first().query([one])), browser));
    expect((await new Browser().get(`${identity.origin}/interaction/${uid}`)).status).toBe(400);
    const done = await browser.post(`${identity.origin}/interaction/${uid}/act`, { challenge, act: actText({ kind: 'refuse' }) });
    expect(done.location).toContain(`${identity.origin}/v1/oauth2/authorize/`);
    expect(outcome(await browser.follow(done, [identity.origin])).get('error')).toBe('access_denied');
  });

  it.each([
    ['/.well-known/oauth-authorization-server/v1', '/v1'],
    ['/v1/.well-known/openid-configuration', '/v1'],
    ['/.well-known/oauth-authorization-server', ''],
  ])('%s describes the issuer at “%s”', async (path, prefix) => {
    const metadata = (await (await fetch(identity.origin + path)).json()) as Record<string, unknown>;
    expect(metadata).toMatchObject({
      issuer: identity.origin + prefix,
      authorization_endpoint: `${identity.origin}${prefix}/oauth2/authorize`,
      token_endpoint: `${identity.origin}${prefix}/oauth2/token`,
      revocation_endpoint: `${identity.origin}${prefix}/oauth2/revoke`,
      token_endpoint_auth_methods_supported: expect.arrayContaining(['client_secret_basic', 'private_key_jwt', 'self_signed_tls_client_auth', 'none']),
    });
    expect('pushed_authorization_request_endpoint' in metadata).toBe(prefix === '');
    expect(metadata['scopes_supported']).toEqual(prefix === '' ? expect.arrayContaining(['credential-deletion']) : ['service', 'credential']);
  });

  it.each(['/v1/oauth2/auth', '//v1/oauth2//authorize'])('%s works as /v1/oauth2/authorize', async (path) => {
    expect(outcome(await new Browser().get(first().authorizeUrl(first().request({ scope: 'foo' }), path))).get('error')).toBe('invalid_scope');
    expect((await first().post('/v1/revoke', { token: 'x' })).body['error_description']).toBe('Invalid string parameter token');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from './browser.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { hashOf, outcome, pkce, readFragment, REDIRECT, Sca, urlSafe } from './sca.js';

let identity: RunningIdentity;
let second: Sca;
let other: Sca;
beforeAll(async () => {
  identity = await runIdentity();
  second = await Sca.register(identity);
  other = await Sca.register(identity);
  await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'alice')`, [
    second.signerId,
    identity.provider.issuer,
  ]);
});
afterAll(() => identity?.stop());

const one = hashOf('one');
const two = hashOf('two');

const refusal = (error: string, description: string, status = 400): object => ({ status, body: { error, error_description: description } });

describe.each([{ base: 'v1' }, { base: 'v2' }] as const)('at the base of $base', ({ base }) => {
  const here = (): Sca => second.at(base);

  /** What the client is told of a request that is refused. */
  async function refused(parameters: Readonly<Record<string, string | undefined>>): Promise<Record<string, string>> {
    return Object.fromEntries(outcome(await here().authorize(here().request(parameters))));
  }

  async function serviceCode(parameters: Readonly<Record<string, string | undefined>> = {}): Promise<{ code: string; verifier: string }> {
    const { verifier, challenge } = pkce();
    const result = await here().signIn(here().request(parameters, challenge));
    return { code: result.get('code') ?? '', verifier };
  }

  describe('a token', () => {
    it('CSC-132, CSC-195: of the service scope comes by code and state, is a Bearer’s and says when it ends', async () => {
      const { verifier, challenge } = pkce();
      const result = await here().signIn(here().request({ scope: 'service', state: 'xyz' }, challenge));
      expect([result.get('state'), result.get('iss')]).toEqual(['xyz', base === 'v1' ? `${identity.origin}/v1` : identity.origin]);
      const { status, body, headers } = await here().redeem(result.get('code') ?? '', verifier);
      expect([status, body['token_type'], body['expires_in'], headers.get('cache-control')]).toEqual([
        200,
        'Bearer',
        3600,
        expect.stringContaining('no-store'),
      ]);
      expect(await here().introspect(body['access_token'])).toMatchObject({ state: 'active', scope: 'service', signerId: second.signerId });
    });

    it('CSC-133: is of the service scope where none is named', async () => {
      const { code, verifier } = await serviceCode();
      expect((await here().redeem(code, verifier)).body).toMatchObject({ token_type: 'Bearer', scope: 'service' });
    });

    it('CSC-134, CSC-135: of the credential scope is named as the version names it, and has no refresh token', async () => {
      const { body } = await here().credentialToken([one]);
      const named = base === 'v1' ? { token_type: 'SAD' } : { token_type: 'Bearer', credentialID: second.credentialId };
      expect(body).toEqual({ access_token: expect.stringMatching(/^sad_/), expires_in: 300, scope: 'credential', ...named });
      expect(await here().introspect(body['access_token'])).toMatchObject({ state: 'active', scope: 'credential', credentialId: second.credentialId });
    });
  });

  describe('a request', () => {
    it('CSC-137, CSC-169: needs the hashes', async () => {
      const names = base === 'v1' ? ['hash'] : ['hashes', 'hashAlgorithmOID'];
      const missing = await refused(here().query([one], { [names[0] ?? '']: undefined }));
      expect(missing).toMatchObject({ error: 'invalid_request', error_description: `Missing (or invalid type) array parameter ${names[0]}`, state: 'st-1' });
      if (base === 'v1') return;
      expect(await refused(here().query([one], { hashAlgorithmOID: undefined }))).toMatchObject({
        error: 'invalid_request',
        error_description: 'Missing (or invalid type) string parameter hashAlgorithmOID',
      });
    });

    it('CSC-138: asks for no more signatures than the credential may make', async () => {
      expect(await refused(here().query([one], { numSignatures: '6' }))).toMatchObject({
        error: 'invalid_request',
        error_description: 'Numbers of signatures is too high',
      });
    });

    it.each([
      ['CSC-139', { scope: 'foo' }, 'invalid_scope'],
      ['CSC-139', { scope: 'service credential' }, 'invalid_scope'],
      ['CSC-140', { response_type: 'token' }, 'unsupported_response_type'],
      ['CSC-137', { scope: 'credential' }, 'invalid_request'],
      ['CSC-164', { request_uri: 'https://sca.example/request.jwt' }, 'request_uri_not_supported'],
    ])('%s: with %j is %s', async (_id, parameters, error) => {
      expect(await refused(parameters)).toMatchObject({ error, state: 'st-1' });
    });

    it('CSC-141: may be refused by its signer', async () => {
      const browser = new Browser();
      const { uid } = readFragment(await here().authorize(here().request(here().query([one])), browser));
      const back = await browser.follow(await browser.get(`${identity.origin}/interaction/${uid}/refuse`), [identity.origin]);
      expect(Object.fromEntries(outcome(back))).toMatchObject({ error: 'access_denied', state: 'st-1' });
    });

    it('CSC-142: for an address that is not registered gets a page', async () => {
      const visit = await new Browser().get(here().authorizeUrl(here().request({ redirect_uri: 'https://evil.example/' })));
      expect([visit.status, visit.location]).toEqual([400, undefined]);
    });

    it('CSC-167: means the same bytes in any alphabet, with commas, escaped commas or repeated', async () => {
      const name = base === 'v1' ? 'hash' : 'hashes';
      const bound = async (texts: string): Promise<unknown> => {
        const { [name]: _left, ...rest } = here().request(here().query([one, two]));
        const browser = new Browser();
        const url = `${here().authorizeUrl(rest)}&${texts}`;
        readFragment(await browser.follow(await browser.get(url), [identity.origin]));
        const { statement = '' } = [...identity.neighbours.drafts.values()].at(-1) ?? {};
        const { documents } = JSON.parse(Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString()) as { documents: { hash: string }[] };
        return documents.map(({ hash }) => hash);
      };
      const spellings = [
        `${name}=${urlSafe(one)},${urlSafe(two)}`,
        `${name}=${urlSafe(one)}%2C${urlSafe(two)}`,
        `${name}=${one},${two}`,
        `${name}=${encodeURIComponent(one)}%2C${encodeURIComponent(two)}`,
        `${name}=${urlSafe(one)}&${name}=${urlSafe(two)}`,
      ];
      for (const spelling of spellings) expect(await bound(spelling)).toEqual([one, two]);
    });

    it('CSC-168: shows the description and speaks the language it asks for', async () => {
      const visit = readFragment(await here().authorize(here().request(here().query([one], { description: 'Lease & annex', lang: 'fr' }))));
      const claims = Buffer.from(visit.statement.split('.')[1] ?? '', 'base64url').toString();
      expect([claims.includes('"label":"Lease & annex"'), visit.hints['lang']]).toEqual([true, 'fr']);
      expect((await here().authorize(here().request({ scope: 'service', lang: 'fr-FR' }))).text).toContain('lang="fr"');
      expect((await here().authorize(here().request({ scope: 'service', lang: 'xx', clientData: 'opaque' }))).text).toContain('lang="en"');
    });
  });

  describe('a code', () => {
    it('CSC-143: is good once', async () => {
      const { code, verifier } = await serviceCode();
      const first = await here().redeem(code, verifier);
      expect(await here().redeem(code, verifier)).toMatchObject(refusal('invalid_grant', 'Invalid parameter code'));
      expect(await here().introspect(first.body['access_token'])).toEqual({ state: 'revoked' });
    });

    it('CSC-144: expires', async () => {
      const { code, verifier } = await serviceCode();
      await identity.database.query(
        `UPDATE protocol_object SET payload = jsonb_set(payload, '{exp}', to_jsonb(extract(epoch FROM now())::int - 60)) WHERE kind LIKE '%AuthorizationCode'`,
      );
      expect(await here().redeem(code, verifier)).toMatchObject(refusal('invalid_grant', 'Authorization code is invalid or expired'));
    });

    it('CSC-145, CSC-146: belongs to its address and its client', async () => {
      const { code, verifier } = await serviceCode();
      const mismatch = 'redirect_uri parameter does not match redirect_uri parameter of authorization request';
      expect(await here().redeem(code, verifier, { redirect_uri: 'https://sca.example/other' })).toMatchObject(refusal('invalid_grant', mismatch));
      expect(await other.at(base).redeem(code, verifier)).toMatchObject(refusal('invalid_grant', 'Invalid parameter code'));
      expect((await here().redeem(code, verifier)).status).toBe(200);
    });

    it('CSC-196: whose request named its address is not redeemed without it; one that named none is', async () => {
      const named = await serviceCode();
      const form = { grant_type: 'authorization_code', code: named.code, code_verifier: named.verifier };
      expect(await here().token(form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      const unnamed = await serviceCode({ redirect_uri: undefined });
      expect((await here().token({ ...form, code: unnamed.code, code_verifier: unnamed.verifier })).status).toBe(200);
    });

    it('CSC-159: belongs to its verifier, where there was a challenge', async () => {
      const { code } = await serviceCode();
      expect(await here().redeem(code, pkce().verifier)).toMatchObject(refusal('invalid_grant', 'Invalid parameter code_verifier'));
    });
  });

  describe('at the token endpoint', () => {
    it.each([
      [{}, 'Missing parameter grant_type'],
      [{ grant_type: 'password' }, 'Invalid parameter grant_type'],
      [{ grant_type: 'authorization_code', redirect_uri: REDIRECT }, 'Missing parameter code'],
      [{ grant_type: 'refresh_token' }, 'Missing parameter refresh_token'],
    ])('CSC-147, CSC-148: %j is refused', async (form, description) => {
      expect(await here().token(form)).toMatchObject(refusal('invalid_request', description));
    });

    it.each([
      ['CSC-147', {}, 'Missing parameter client_id'],
      ['CSC-148', { client_id: 'cli_unknown', client_secret: 'x' }, 'Invalid parameter client_id'],
    ])('%s: %j is refused', async (_id, form, description) => {
      expect(await here().token({ grant_type: 'client_credentials', ...form }, {})).toMatchObject(refusal('invalid_request', description));
    });

    it('CSC-148, CSC-149: a wrong secret, and none, are refused', async () => {
      const grant = { grant_type: 'client_credentials', client_id: second.clientId };
      expect(await here().token({ ...grant, client_secret: 'x' }, {})).toMatchObject(refusal('invalid_request', 'Invalid parameter client_secret'));
      expect(await here().token(grant, {})).toMatchObject(refusal('invalid_request', 'Client authorization required'));
      const bad = await here().token({ grant_type: 'client_credentials' }, { authorization: 'Bearer x' });
      expect(bad).toMatchObject(refusal('invalid_client', 'Invalid authorization header', 401));
    });

    it('CSC-150, CSC-151, CSC-152: a client is known by header or body, and gets the service scope alone', async () => {
      expect((await here().token({ grant_type: 'client_credentials' })).body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'service' });
      const form = { grant_type: 'client_credentials', client_id: second.clientId, client_secret: second.clientSecret };
      expect((await here().token(form, {})).status).toBe(200);
      expect(await here().token({ grant_type: 'client_credentials', scope: 'credential' })).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    });

    it.each(['refresh_token', 'refreshToken'])('CSC-153, CSC-154: a refresh token is taken as %s, once', async (name) => {
      const { code, verifier } = await serviceCode();
      const { body } = await here().redeem(code, verifier);
      const renew = (token: unknown) => here().token({ grant_type: 'refresh_token', [name]: String(token) });
      const renewed = await renew(body['refresh_token']);
      expect(renewed.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, refresh_token: expect.any(String) });
      expect(await renew('unknown')).toMatchObject(refusal('invalid_grant', 'Invalid parameter refresh_token'));
      await identity.database.query(
        `UPDATE protocol_object SET payload = jsonb_set(payload, '{exp}', to_jsonb(extract(epoch FROM now())::int - 60)) WHERE kind LIKE '%RefreshToken'`,
      );
      expect(await renew(renewed.body['refresh_token'])).toMatchObject(refusal('invalid_grant', 'Refresh token expired'));
    });
  });

  describe('revocation', () => {
    const revoke = (form: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>) => here().post(here().path('revoke'), form, headers);

    it('CSC-155: ends a token, a refresh token ends its access tokens, too', async () => {
      const { code, verifier } = await serviceCode();
      const { body } = await here().redeem(code, verifier);
      expect([(await revoke({ token: String(body['refresh_token']) })).status, await here().introspect(body['access_token'])]).toEqual([
        204,
        { state: 'revoked' },
      ]);
      const own = await here().token({ grant_type: 'client_credentials' });
      expect((await revoke({ token: String(own.body['access_token']), token_type_hint: 'access_token' })).status).toBe(204);
      expect(await here().introspect(own.body['access_token'])).toEqual({ state: 'revoked' });
    });

    it('CSC-156: names what is wrong', async () => {
      expect(await revoke({})).toMatchObject(refusal('invalid_request', 'Missing parameter token'));
      expect(await revoke({ token: 'x', token_type_hint: 'id_token' })).toMatchObject(refusal('invalid_request', 'Invalid parameter token_type_hint'));
      expect(await revoke({ token: 'unknown' })).toMatchObject(refusal('invalid_request', 'Invalid string parameter token'));
      expect(await revoke({ token: 'x' }, {})).toMatchObject(refusal('invalid_request', 'Missing parameter client_id'));
      expect(await revoke({ token: 'x', client_id: second.clientId }, {})).toMatchObject(refusal('invalid_request', 'Client authorization required'));
    });

    it('CSC-157: of a credential token ends what it authorises, in the SAM', async () => {
      const { body } = await here().credentialToken([one]);
      expect((await revoke({ token: String(body['access_token']) })).status).toBe(204);
      expect(await here().introspect(body['access_token'])).toEqual({ state: 'revoked' });
      expect([...identity.neighbours.drafts.values()].at(-1)).toMatchObject({ state: 'abandoned', reason: 'revoked' });
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { Browser } from './browser.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { hashOf, outcome, pkce, REDIRECT, Sca } from './sca.js';

const WALLET = 'com.example.wallet:/cb';

let identity: RunningIdentity;
let app: Sca;
beforeAll(async () => {
  identity = await runIdentity();
  app = await Sca.register(identity, [REDIRECT, WALLET, 'http://127.0.0.1/cb'], { authentication: { method: 'none' } });
  await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'alice')`, [app.signerId, identity.provider.issuer]);
});
afterAll(() => identity?.stop());

/** A key of an application, with the proofs it makes (RFC 9449). */
async function proofKey() {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const proof = (path: string) =>
    new SignJWT({ htm: 'POST', htu: identity.origin + path, jti: randomUUID(), iat: Math.floor(Date.now() / 1_000) })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .sign(privateKey);
  return { thumbprint: await calculateJwkThumbprint(jwk), proof };
}

describe.each([{ base: 'v1' }, { base: 'v2' }] as const)('a public client at the base of $base', ({ base }) => {
  const here = (): Sca => app.at(base);

  async function code(): Promise<{ code: string; code_verifier: string }> {
    const { verifier, challenge } = pkce();
    const result = await here().signIn(here().request({}, challenge));
    return { code: result.get('code') ?? '', code_verifier: verifier };
  }

  const redeem = async (form: Record<string, string>, dpop?: string) =>
    here().token({ grant_type: 'authorization_code', redirect_uri: REDIRECT, client_id: app.clientId, ...form }, { ...(dpop === undefined ? {} : { dpop }) });

  it('has its service and refresh tokens bound to its key', async () => {
    const key = await proofKey();
    const { status, body } = await redeem(await code(), await key.proof(here().path('token')));
    expect([status, body['token_type']]).toEqual([200, 'DPoP']);
    expect(await here().introspect(body['access_token'])).toMatchObject({ scope: 'service', proofKeyThumbprint: key.thumbprint });

    const renewal = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) };
    const stranger = await proofKey();
    expect((await redeem(renewal)).body).toMatchObject({ error: 'invalid_dpop_proof' });
    expect((await redeem(renewal, await stranger.proof(here().path('token')))).body).toMatchObject({ error: 'invalid_grant' });
    const renewed = await redeem(renewal, await key.proof(here().path('token')));
    expect([renewed.status, renewed.body['token_type']]).toEqual([200, 'DPoP']);
  });

  it('has its credential tokens bound, too', async () => {
    const key = await proofKey();
    const { verifier, challenge } = pkce();
    const result = await here().approve(here().request(here().query([hashOf('one')]), challenge));
    const { body } = await redeem({ code: result.get('code') ?? '', code_verifier: verifier }, await key.proof(here().path('token')));
    expect([body['token_type'], [...identity.neighbours.drafts.values()].at(-1)?.proofKeyThumbprint]).toEqual(['DPoP', key.thumbprint]);
  });

  it('gets no token without a proof', async () => {
    expect(await redeem(await code())).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } });
  });

  it('needs PKCE', async () => {
    const parameters = here().request({ code_challenge: undefined, code_challenge_method: undefined });
    expect(outcome(await here().authorize(parameters)).get('error')).toBe('invalid_request');
  });

  it('has no rights of its own, and proves itself by nothing that it has not', async () => {
    const key = await proofKey();
    const dpop = await key.proof(here().path('token'));
    const form = { grant_type: 'client_credentials', client_id: app.clientId };
    expect(await here().token(form, { dpop })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', error_description: 'Invalid parameter grant_type' },
    });
    expect(await here().token({ ...form, client_secret: 'x' }, { dpop })).toMatchObject({
      status: 400,
      body: { error_description: 'Invalid parameter client_secret' },
    });
  });

  it.each([WALLET, 'http://127.0.0.1:53219/cb'])('is sent its code at %s', async (redirect_uri) => {
    const visit = await here().authorize(here().request({ redirect_uri, scope: 'foo' }));
    expect([visit.location?.startsWith(redirect_uri), new URL(visit.location ?? '').searchParams.get('error')]).toEqual([true, 'invalid_scope']);
  });

  it.each(['com.example.other:/cb', 'http://127.0.0.1:53219/other', 'http://192.0.2.1/cb'])('is sent nothing at %s', async (redirect_uri) => {
    const visit = await new Browser().get(here().authorizeUrl(here().request({ redirect_uri })));
    expect([visit.status, visit.location]).toEqual([400, undefined]);
  });
});

it('a public client may push its request without proving itself, and a client with a secret may not (CSC-164)', async () => {
  const form = app.request(app.query([hashOf('one')]));
  expect((await app.post('/oauth2/pushed_authorize', form, {})).status).toBe(201);
  const secret = await Sca.register(identity);
  expect(await app.post('/oauth2/pushed_authorize', { ...form, client_id: secret.clientId }, {})).toMatchObject({
    status: 400,
    body: { error: 'invalid_request', error_description: 'Client authorization required' },
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { randomUUID } from 'node:crypto';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { hashOf, outcome, pkce, readFragment, REDIRECT, Sca } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
let key: CryptoKey;
let jwk: JWK;
let thumbprint: string;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
  await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'alice')`, [sca.signerId, identity.provider.issuer]);
  const pair = await generateKeyPair('ES256');
  key = pair.privateKey;
  jwk = await exportJWK(pair.publicKey);
  thumbprint = await calculateJwkThumbprint(jwk);
});
afterAll(() => identity?.stop());

const lastDraft = () => [...identity.neighbours.drafts.values()].at(-1);

/** A proof for the token endpoint (RFC 9449 section 4.2). */
async function proof(claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Promise<string> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const signer = header['jwk'] === 'another' ? privateKey : key;
  const named = header['jwk'] === 'another' ? await exportJWK(publicKey) : jwk;
  return new SignJWT({ htm: 'POST', htu: `${identity.origin}/oauth2/token`, jti: randomUUID(), iat: Math.floor(Date.now() / 1_000), ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', ...header, jwk: named })
    .sign(signer);
}

async function redeem(dpop: string | undefined, parameters: Record<string, string> = {}) {
  const { verifier, challenge } = pkce();
  const result = await sca.approve({ ...sca.request(sca.query([hashOf('one')]), challenge), ...parameters });
  const form = { grant_type: 'authorization_code', code: result.get('code') ?? '', redirect_uri: REDIRECT, code_verifier: verifier };
  return sca.token(form, { ...sca.basic, ...(dpop === undefined ? {} : { dpop }) });
}

describe('a SAD', () => {
  it('is bound to the key whose possession was proven, and the answer says so', async () => {
    const { status, body } = await redeem(await proof());
    expect([status, body['token_type'], lastDraft()?.proofKeyThumbprint]).toEqual([200, 'DPoP', thumbprint]);
    expect(await sca.introspect(body['access_token'])).toMatchObject({ state: 'active', scope: 'credential' });
  });

  it('without a proof is a bearer’s', async () => {
    const { body } = await redeem(undefined);
    expect([body['token_type'], lastDraft()?.proofKeyThumbprint]).toEqual(['Bearer', undefined]);
  });

  it.each<[string, () => Promise<string>]>([
    ['for another address', () => proof({ htu: 'https://evil.example/oauth2/token' })],
    ['for another method', () => proof({ htm: 'GET' })],
    ['of an hour ago', () => proof({ iat: Math.floor(Date.now() / 1_000) - 3_600 })],
    ['without a name', () => proof({ jti: undefined })],
    ['of another typ', () => proof({}, { typ: 'JWT' })],
    ['that is none', async () => 'a.b.c'],
  ])('is not issued over a proof %s', async (_what, make) => {
    expect(await redeem(await make())).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } });
    expect(lastDraft()?.state).toBe('completed');
  });

  it('is not issued over a proof that was used before', async () => {
    const used = await proof();
    expect((await redeem(used)).status).toBe(200);
    expect(await redeem(used)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(lastDraft()?.state).toBe('completed');
  });

  it('of a code that is bound to a key is issued to that key alone', async () => {
    expect((await redeem(await proof(), { dpop_jkt: thumbprint })).body['token_type']).toBe('DPoP');
    for (const dpop of [undefined, await proof({}, { jwk: 'another' })]) {
      expect(await redeem(dpop, { dpop_jkt: thumbprint })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      expect(lastDraft()?.state).toBe('completed');
    }
  });

  it('is bound from the pushed request on, where that came with a proof', async () => {
    const { verifier, challenge } = pkce();
    const dpop = await proof({ htu: `${identity.origin}/oauth2/pushed_authorize` });
    const pushed = await sca.post('/oauth2/pushed_authorize', sca.request(sca.query([hashOf('one')]), challenge), { ...sca.basic, dpop });
    const result = await sca.approve({ client_id: sca.clientId, request_uri: String(pushed.body['request_uri']) });
    const form = { grant_type: 'authorization_code', code: result.get('code') ?? '', redirect_uri: REDIRECT, code_verifier: verifier };
    expect(await sca.token(form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });
});

describe('a token of the service scope', () => {
  it('is bound to the key of the proof that came with it, and says so; the refresh token of a client that proves itself is not', async () => {
    const own = await sca.token({ grant_type: 'client_credentials' }, { ...sca.basic, dpop: await proof() });
    expect([own.status, own.body['token_type']]).toEqual([200, 'DPoP']);
    expect(await sca.introspect(own.body['access_token'])).toMatchObject({ state: 'active', scope: 'service', proofKeyThumbprint: thumbprint });
    const { verifier, challenge } = pkce();
    const result = await sca.signIn(sca.request({ scope: 'service' }, challenge));
    const form = { grant_type: 'authorization_code', code: result.get('code') ?? '', redirect_uri: REDIRECT, code_verifier: verifier };
    const { body } = await sca.token(form, { ...sca.basic, dpop: await proof() });
    expect(body['token_type']).toBe('DPoP');
    expect(await sca.introspect(body['access_token'])).toMatchObject({ scope: 'service', signerId: sca.signerId, proofKeyThumbprint: thumbprint });
    const renewed = await sca.token({ grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) });
    expect([renewed.status, renewed.body['token_type']]).toEqual([200, 'Bearer']);
    expect(await sca.introspect(renewed.body['access_token'])).not.toHaveProperty('proofKeyThumbprint');
  });

  it('is not issued over a proof that is not good', async () => {
    const answer = await sca.token({ grant_type: 'client_credentials' }, { ...sca.basic, dpop: await proof({ htm: 'GET' }) });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } });
  });
});

it('the metadata say what proofs are taken, and readers of requests stay as they were', async () => {
  const metadata = (await (await fetch(`${identity.origin}/.well-known/oauth-authorization-server`)).json()) as Record<string, unknown>;
  expect(metadata['dpop_signing_alg_values_supported']).toEqual(['ES256', 'ES384', 'PS256', 'RS256']);
  expect(metadata['request_object_signing_alg_values_supported']).toEqual(['ES256', 'ES384', 'PS256', 'RS256']);
  expect(outcome(await sca.authorize(sca.request({ dpop_jkt: 'x', scope: 'openid' }))).get('error')).toBe('invalid_scope');
  expect(readFragment(await sca.authorize(sca.request(sca.query([hashOf('one')])))).uid).not.toBe('');
});

/** What applications sign themselves: orders for seals, labels of requests, proofs that they hold their token's key. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { createHash } from 'node:crypto';
import { approve } from '../tools/sandbox/signer/robot.ts';
import { Application, digestOf } from './harness/application.ts';
import { enrolSigner, management } from './harness/enrolment.ts';
import { signer } from './harness/means.ts';
import { opensslAccepts } from './harness/openssl.ts';
import { credentialOf, cscBase, ECDSA_SHA256, origin, sandbox, SHA256 } from './harness/stack.ts';

const alice = signer('alice');
let key: CryptoKey;
let jwk: Record<string, string> & { kid: string };
let sealing: Application;
let seal: string;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  key = pair.privateKey;
  const { x = '', y = '' } = await exportJWK(pair.publicKey);
  jwk = { kty: 'EC', crv: 'P-256', x, y, kid: 'orders-1' };
  const { subscriberId, redirectUri } = sandbox();
  const body = { subscriberId, name: 'Sealing application', redirectUris: [redirectUri], authentication: { method: 'client_secret' }, keys: [jwk] };
  const made = await management().act('clients', body);
  sealing = new Application({ clientId: String(made['clientId']), clientSecret: String(made['clientSecret']), redirectUri });
  ({ credentialId: seal } = await enrolSigner({
    name: 'Seal of the sandbox',
    algorithm: 'p256',
    provider: origin('idp'),
    policyId: 'sandbox-seal',
    person: alice,
    orderingClientId: sealing.client.clientId,
  }));
}, 60_000);

const now = (): number => Math.floor(Date.now() / 1_000);

const order = (hashes: readonly string[], change: Record<string, unknown> = {}): Promise<string> => {
  const { clientId } = sealing.client;
  const claims = { iss: clientId, aud: 'paraph-sam', credential: seal, hashes, hashAlgorithm: SHA256, count: hashes.length, jti: newId('req') };
  return new SignJWT({ ...claims, iat: now(), exp: now() + 120, ...change })
    .setProtectedHeader({ alg: 'ES256', typ: 'paraph-order+jwt', kid: 'orders-1' })
    .sign(key);
};

const authorise = (hashes: readonly string[], value: string, application = sealing, token?: string) =>
  (async () => {
    const body = { credentialID: seal, numSignatures: hashes.length, hashes, hashAlgorithmOID: SHA256, authData: [{ id: 'ORDER', value }] };
    return application.csc('credentials/authorize', body, token ?? (await application.serviceToken()));
  })();

describe('a seal', () => {
  it('signs what its application ordered, and openssl accepts it', async () => {
    const hashes = [digestOf('invoice 1'), digestOf('invoice 2')];
    const answer = await authorise(hashes, await order(hashes));
    expect({ status: answer.status, error: answer.json?.['error_description'] }).toEqual({ status: 200, error: undefined });
    const service = await sealing.serviceToken();
    const signed = await sealing.csc('signatures/signHash', { credentialID: seal, hashes, signAlgo: ECDSA_SHA256, SAD: answer.json?.['SAD'] }, service);
    expect(signed.status).toBe(200);
    const info = await sealing.csc('credentials/info', { credentialID: seal }, service);
    const certificate = (info.json?.['cert'] as { certificates: string[] }).certificates[0] ?? '';
    expect(opensslAccepts(certificate, hashes[1] ?? '', (signed.json?.['signatures'] as string[])[1] ?? '')).toBe(true);
  });

  const hashes = [digestOf('invoice 3')];
  it.each<[string, () => Promise<string>]>([
    ['an order for another document', () => order([digestOf('another')])],
    ['an order of yesterday', () => order(hashes, { iat: now() - 86_400, exp: now() - 86_300 })],
    ['an order for another credential', () => order(hashes, { credential: credentialOf('alice', 'p256') })],
    ['an order that lives an hour', () => order(hashes, { exp: now() + 3_600 })],
    ['no order at all', () => Promise.resolve('x')],
  ])('signs nothing on %s', async (_what, make) => {
    const refused = await authorise(hashes, await make());
    expect([refused.status, refused.json?.['error'], refused.json?.['SAD']]).toEqual([400, 'invalid_authentication_data', undefined]);
  });

  it('does not sign for another application of the same subscriber', async () => {
    const other = new Application();
    const refused = await authorise(hashes, await order(hashes), other);
    expect([refused.status, refused.json?.['SAD']]).toEqual([400, undefined]);
  });

  it('takes an order once', async () => {
    const once = await order(hashes);
    expect((await authorise(hashes, once)).status).toBe(200);
    expect((await authorise(hashes, once)).status).toBe(400);
  });
});

describe('a token that is bound to a key', () => {
  const credentialId = () => credentialOf('alice', 'p256');
  const proof = (url: string, more: Record<string, unknown> = {}): Promise<string> => {
    const { kid: _kid, ...publicKey } = jwk;
    return new SignJWT({ htm: 'POST', htu: url, jti: newId('req'), iat: now(), ...more })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicKey })
      .sign(key);
  };
  const signUrl = () => `${cscBase()}/signatures/signHash`;

  it('signs only with a proof by that key, once each', async () => {
    const application = new Application();
    const hash = digestOf('bound');
    const pushed = await application.push({ credentialId: credentialId(), hashes: [hash, hash] });
    const redirect = await approve(pushed.url, alice);
    const redeemed = await application.oauth(
      'token',
      {
        grant_type: 'authorization_code',
        code: redirect.searchParams.get('code') ?? '',
        redirect_uri: application.client.redirectUri,
        code_verifier: pushed.verifier,
        authorization_details: pushed.details,
      },
      { ...application.basic(), dpop: await proof(`${origin('identity')}/oauth2/token`) },
    );
    expect([redeemed.status, redeemed.json?.['token_type']]).toEqual([200, 'DPoP']);
    const token = String(redeemed.json?.['access_token']);
    expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({ cnf: { jkt: await calculateJwkThumbprint(jwk) } });

    const ath = createHash('sha256').update(token).digest('base64url');
    const body = { credentialID: credentialId(), hashes: [hash], signAlgo: ECDSA_SHA256 };
    const sign = (headers: Record<string, string>) => application.csc('signatures/signHash', body, undefined, { authorization: `DPoP ${token}`, ...headers });
    expect((await sign({})).json?.['error']).toBe('invalid_dpop_proof');
    expect((await sign({ dpop: await proof(signUrl()) })).json?.['error']).toBe('invalid_dpop_proof');
    const good = await proof(signUrl(), { ath });
    expect((await sign({ dpop: good })).status).toBe(200);
    expect((await sign({ dpop: good })).json?.['error']).toBe('invalid_dpop_proof');
    expect((await sign({ dpop: await proof(signUrl(), { ath }) })).status).toBe(200);
  });
});

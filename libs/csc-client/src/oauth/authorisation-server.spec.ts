import { afterEach, describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, generateKeyPair, jwtVerify } from 'jose';
import { createHash, createHmac } from 'node:crypto';
import { FakeService, type Given } from '../../test/fake-service.js';
import { CscError, UnreadableAnswerError } from '../csc-error.js';
import { accountToken } from './account-token.js';
import { credentialRequestV1, credentialRequestV2, detailsRequest, serviceScope } from './authorisation-request.js';
import { AuthorisationServer, codeFrom, type OauthClient } from './authorisation-server.js';
import { ProofKey } from './proof-key.js';

let service: FakeService;
const redirectUri = 'https://app.example/callback';
const basic: OauthClient = { clientId: 'app', redirectUri, authentication: { method: 'client_secret_basic', secret: 's3cret+/' } };
const token: Given = { body: { access_token: 't', token_type: 'Bearer', expires_in: 60 } };

async function server(answers: Record<string, Given | Given[]>, client: OauthClient = basic): Promise<AuthorisationServer> {
  service = new FakeService(answers);
  return AuthorisationServer.discover({ oauth2: `${await service.start()}/as` }, client);
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
const form = (index: number): Record<string, string> => Object.fromEntries(new URLSearchParams(service.requests[index]?.body));

afterEach(() => service?.stop());

describe('an authorisation', () => {
  it('binds its request to a state and a verifier, and redeems the code with them', async () => {
    const as = await server({ '/as/oauth2/token': token });
    const pending = as.begin(serviceScope);
    const asked = new URL(pending.url).searchParams;
    expect(asked.get('code_challenge')).toBe(createHash('sha256').update(pending.codeVerifier).digest('base64url'));
    expect(asked.get('state')).toBe(pending.state);
    expect(as.begin(serviceScope).state).not.toBe(pending.state);
    expect(await as.redeem(pending, new URL(`${redirectUri}?code=c&state=${pending.state}`))).toMatchObject({ access_token: 't' });
    expect(form(0)).toEqual({ grant_type: 'authorization_code', code: 'c', redirect_uri: redirectUri, code_verifier: pending.codeVerifier, client_id: 'app' });
    expect(service.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('app:s3cret%2B%2F').toString('base64')}`);
  });

  it('pushed beforehand shows nothing in the address, and repeats its details', async () => {
    const as = await server({ '/as/oauth2/pushed_authorize': { status: 201, body: { request_uri: 'urn:x', expires_in: 60 } }, '/as/oauth2/token': token });
    const details = [{ type: 'credential' as const, credentialID: 'c', documentDigests: [{ hash: '+/+/', label: 'a' }], hashAlgorithmOID: '2.16' }];
    const pending = await as.push(detailsRequest(details));
    expect(Object.fromEntries(new URL(pending.url).searchParams)).toEqual({ client_id: 'app', request_uri: 'urn:x' });
    await as.redeem(pending, new URL(`${redirectUri}?code=c&state=${pending.state}`));
    expect(form(1)['authorization_details']).toBe(form(0)['authorization_details']);
    expect(JSON.parse(form(0)['authorization_details'] ?? '')).toEqual(details);
  });

  it('writes hashes into the address in base64url, by the names of each version', () => {
    const request = { credentialID: 'c', numSignatures: 2, hashes: ['+/+/', 'AA=='], hashAlgorithmOID: '2.16' };
    expect(credentialRequestV1(request)).toEqual({ scope: 'credential', credentialID: 'c', numSignatures: '2', hash: '-_-_,AA' });
    expect(credentialRequestV2(request)).toEqual({ scope: 'credential', credentialID: 'c', numSignatures: '2', hashes: '-_-_,AA', hashAlgorithmOID: '2.16' });
  });

  it.each<[string, string, unknown]>([
    ['another state', '?code=c&state=other', UnreadableAnswerError],
    ['another state and an error', '?error=access_denied&state=other', UnreadableAnswerError],
    ['no state', '?code=c', UnreadableAnswerError],
    ['no code', '?state=s', UnreadableAnswerError],
    ['an error', '?error=access_denied&state=s', CscError],
  ])('is not redeemed by a redirect with %s', (_what, query, kind) => {
    expect(() => codeFrom(new URL(redirectUri + query), 's')).toThrow(kind);
  });
});

describe('a client', () => {
  it('may show a key instead of a secret', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const as = await server(
      { '/as/oauth2/token': token },
      { clientId: 'app', redirectUri, authentication: { method: 'private_key_jwt', key: privateKey, algorithm: 'ES256', keyId: 'k1' } },
    );
    await as.clientCredentials();
    await as.clientCredentials();
    const { client_assertion: first = '', client_assertion_type: type } = form(0);
    expect(type).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    expect(decodeProtectedHeader(first)).toEqual({ alg: 'ES256', kid: 'k1' });
    const { payload } = await jwtVerify(first, publicKey, { issuer: 'app', subject: 'app', audience: as.endpoints.issuer });
    expect(payload.exp).toBeLessThanOrEqual((payload.iat ?? 0) + 60);
    expect(form(1)['client_assertion']).not.toBe(first);
    expect(service.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('without a secret has its tokens bound to its key', async () => {
    const proofKey = await ProofKey.make();
    const as = await server({ '/as/oauth2/token': token }, { clientId: 'wallet', redirectUri, authentication: { method: 'none' }, proofKey });
    await as.refresh('r');
    expect(form(0)).toEqual({ grant_type: 'refresh_token', refresh_token: 'r', client_id: 'wallet' });
    const proof = String(service.requests[0]?.headers['dpop']);
    const { jwk } = decodeProtectedHeader(proof);
    expect(jwk).toEqual(proofKey.publicJwk);
    expect(jwk).not.toHaveProperty('d');
  });

  it('is told a refusal in the words of the server', async () => {
    const as = await server({ '/as/oauth2/token': { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid parameter code' } } });
    expect(await failure(as.refresh('r'))).toMatchObject({
      method: 'oauth2/token',
      status: 400,
      error: 'invalid_grant',
      description: 'Invalid parameter code',
    });
  });

  it('revokes with a hint, and reads no body', async () => {
    const as = await server({ '/as/oauth2/revoke': { status: 204 } });
    await as.revoke('t', 'refresh_token');
    expect(form(0)).toEqual({ token: 't', token_type_hint: 'refresh_token', client_id: 'app' });
  });
});

describe('the address of the authorisation server', () => {
  it('is the metadata’s, where info names an issuer', async () => {
    const path = '/.well-known/oauth-authorization-server/as';
    const metadata: Given[] = [];
    service = new FakeService({ [path]: metadata, '/as/token': token });
    const origin = await service.start();
    const named = (issuer: string): Given => ({ body: { issuer, authorization_endpoint: `${origin}/as/go`, token_endpoint: `${origin}/as/token` } });
    metadata.push(named(`${origin}/as`), named('https://other.example/as'));
    const as = await AuthorisationServer.discover({ oauth2Issuer: `${origin}/as` }, basic);
    expect([as.endpoints.authorize.pathname, as.endpoints.token.pathname, as.endpoints.revoke.pathname]).toEqual(['/as/go', '/as/token', '/as/oauth2/revoke']);
    // RFC 8414 section 3.3: metadata of another issuer is not used.
    expect(await failure(AuthorisationServer.discover({ oauth2Issuer: `${origin}/as` }, basic))).toBeInstanceOf(UnreadableAnswerError);
  });

  it('must be named by info', async () => {
    expect(await failure(AuthorisationServer.discover({}, basic))).toBeInstanceOf(UnreadableAnswerError);
  });
});

it('an account token is signed by the digest of the secret', () => {
  const made = accountToken({ clientId: 'app', clientSecret: 's', account: 'a', issuer: 'i', issuedAt: new Date(7_000) });
  const [header = '', payload = '', signature] = made.split('.');
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))).toMatchObject({ sub: 'a', iat: 7, iss: 'i', azp: 'app' });
  const key = createHash('sha256').update('s').digest();
  expect(signature).toBe(createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url'));
});

import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServiceError } from '@paraph/contracts';
import { sha256, toBase64Url } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { IdentityProvider } from '../../domain/evidence/oidc/identity-provider.js';
import { TestProvider, type TokenChange } from '../../../test/test-provider.js';
import { JoseIdTokenVerifier } from './jose-id-token-verifier.js';

describe('verifying OpenID Connect evidence', () => {
  const challenge = sha256('challenge');
  let idp: TestProvider;
  let clock: FakeClock;
  let openedAt: Date;
  let verifier: JoseIdTokenVerifier;

  beforeAll(async () => void (idp = await TestProvider.make()));
  beforeEach(() => {
    clock = new FakeClock();
    openedAt = clock.now();
    clock.advance(60_000);
    verifier = new JoseIdTokenVerifier(clock);
  });

  const token = (change: TokenChange = {}) => idp.idToken({ subject: 'ada', nonce: toBase64Url(challenge), now: clock.now() }, change);
  const seconds = () => Math.floor(clock.now().getTime() / 1_000);
  const opened = () => Math.floor(openedAt.getTime() / 1_000);
  const verify = (idToken: string, provider: IdentityProvider = idp.describe()) => verifier.verify(idToken, { provider, challenge, openedAt });
  const reason = (idToken: string, provider?: IdentityProvider) =>
    verify(idToken, provider).then(
      () => 'accepted',
      (error: ServiceError) => (error.code === 'evidence.invalid' && error.cause instanceof Error ? error.cause.message : String(error)),
    );

  it('says who authenticated, when, and by which token', async () => {
    const idToken = await token({ claims: { acr: 'substantial', email: 'ada@example.org', picture: 'x', country: 'FR' } });
    expect(await verify(idToken)).toEqual({
      issuer: 'https://idp.example',
      subject: 'ada',
      authenticatedAt: new Date(seconds() * 1_000),
      level: 'substantial',
      evidenceDigest: toBase64Url(sha256(idToken)),
      attributes: { given_name: 'Ada', family_name: 'Byron', country: 'FR' },
    });
  });

  it.each<[string, TokenChange]>([
    ['one audience in a list', { claims: { aud: ['paraph-signing'] } }],
    ['the signing client as authorised party', { claims: { azp: 'paraph-signing' } }],
    ['the type of a JWT', { header: { typ: 'JWT' } }],
  ])('accepts %s', async (_what, change) => {
    expect(await reason(await token(change))).toBe('accepted');
  });

  it.each<[string, () => TokenChange]>([
    ['another issuer', () => ({ claims: { iss: 'https://evil.example' } })],
    ['another audience', () => ({ claims: { aud: 'paraph-login' } })],
    ['a second audience', () => ({ claims: { aud: ['paraph-signing', 'paraph-login'] } })],
    ['no audience', () => ({ claims: { aud: undefined } })],
    ['another authorised party', () => ({ claims: { azp: 'paraph-login' } })],
    ['another nonce', () => ({ claims: { nonce: toBase64Url(sha256('another')) } })],
    ['the nonce in hexadecimal', () => ({ claims: { nonce: Buffer.from(challenge).toString('hex') } })],
    ['no nonce', () => ({ claims: { nonce: undefined } })],
    ['no subject', () => ({ claims: { sub: undefined } })],
    ['an empty subject', () => ({ claims: { sub: '' } })],
    ['a token that has ended', () => ({ claims: { exp: seconds() - 6 } })],
    ['a token without an end', () => ({ claims: { exp: undefined } })],
    ['a token that is not valid yet', () => ({ claims: { nbf: seconds() + 60 } })],
    ['a token of the future', () => ({ claims: { iat: seconds() + 60, auth_time: seconds() } })],
    ['a token made before the draft', () => ({ claims: { iat: opened() - 6, auth_time: seconds() } })],
    ['no time of making', () => ({ claims: { iat: undefined } })],
    ['an authentication of the session before (prompt=none)', () => ({ claims: { auth_time: opened() - 6 } })],
    ['an authentication of half an hour ago', () => ({ claims: { auth_time: opened() - 1_800 } })],
    ['an authentication of the future', () => ({ claims: { auth_time: seconds() + 60 } })],
    ['no time of authentication', () => ({ claims: { auth_time: undefined } })],
    ['a time of authentication as text', () => ({ claims: { auth_time: String(seconds()) } })],
    ['an unknown kid', () => ({ header: { kid: 'other' } })],
    ['no kid', () => ({ header: { kid: undefined } })],
    ['an access token', () => ({ header: { typ: 'at+jwt' } })],
    ['a logout token', () => ({ header: { typ: 'logout+jwt' } })],
  ])('refuses %s', async (_what, change) => {
    expect(await reason(await token(change()))).not.toBe('accepted');
    expect(await reason(await token())).toBe('accepted');
  });

  it('accepts an authentication just before the draft, for clocks differ by seconds', async () => {
    expect(await reason(await token({ claims: { auth_time: opened() - 5 } }))).toBe('accepted');
  });

  it('refuses another key, and one that the token brings or points to', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    expect(await reason(await token({ key: privateKey }))).not.toBe('accepted');
    expect(await reason(await token({ key: privateKey, header: { jwk } }))).not.toBe('accepted');
    expect(await reason(await token({ key: privateKey, header: { kid: 'evil', jwk } }))).not.toBe('accepted');
    expect(await reason(await token({ key: privateKey, header: { jku: 'http://127.0.0.1:1/keys' } }))).not.toBe('accepted');
    expect(await reason(await token({ key: privateKey, header: { x5u: 'http://127.0.0.1:1/cert' } }))).not.toBe('accepted');
  });

  it('ignores a jku beside a good signature', async () => {
    expect(await reason(await token({ header: { jku: 'http://127.0.0.1:1/keys' } }))).toBe('accepted');
  });

  it('refuses alg none and an HMAC keyed by the public key', async () => {
    const [, payload] = (await token()).split('.');
    const header = (alg: string) => toBase64Url(new TextEncoder().encode(JSON.stringify({ alg, kid: 'idp-1' })));
    expect(await reason(`${header('none')}.${payload}.`)).not.toBe('accepted');
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, unknown>;
    const hmac = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'idp-1' }).sign(new TextEncoder().encode(JSON.stringify(idp.pinned.jwk)));
    expect(await reason(hmac)).not.toBe('accepted');
  });

  it('refuses an algorithm that is not on the issuer’s list, even by a pinned key', async () => {
    expect(await reason(await token(), idp.describe({ algorithms: ['RS256'] }))).not.toBe('accepted');
  });

  it('refuses a changed payload', async () => {
    const [header, payload = '', signature] = (await token()).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const changed = toBase64Url(new TextEncoder().encode(JSON.stringify({ ...claims, sub: 'mallory' })));
    expect(await reason(`${header}.${changed}.${signature}`)).not.toBe('accepted');
  });

  it('knows keys only between their dates', async () => {
    const dated = (notBefore?: Date, notAfter?: Date) => idp.describe({ keys: [{ ...idp.pinned, notBefore, notAfter }] });
    const at = (offset: number) => new Date(clock.now().getTime() + offset);
    expect(await reason(await token(), dated(at(-1), at(1)))).toBe('accepted');
    expect(await reason(await token(), dated(at(1)))).not.toBe('accepted');
    expect(await reason(await token(), dated(undefined, at(0)))).not.toBe('accepted');
  });

  it('takes the key the kid names, where several are pinned', async () => {
    const second = await TestProvider.make('idp-2');
    const provider = idp.describe({ keys: [idp.pinned, second.pinned] });
    expect(await reason(await token(), provider)).toBe('accepted');
    expect(await reason(await token({ header: { kid: 'idp-2' } }), provider)).not.toBe('accepted');
    expect(await reason(await token({ header: { kid: undefined } }), idp.describe())).not.toBe('accepted');
  });

  it('demands the authentication context the operator named', async () => {
    const provider = idp.describe({ requiredAcr: 'high' });
    expect(await reason(await token({ claims: { acr: 'high' } }), provider)).toBe('accepted');
    expect(await reason(await token({ claims: { acr: 'low' } }), provider)).toBe('another authentication context');
    expect(await reason(await token(), provider)).toBe('another authentication context');
  });

  it.each(['', 'x', 'a.b.c', '{}'])('refuses %j', async (text) => {
    expect(await reason(text)).not.toBe('accepted');
  });
});

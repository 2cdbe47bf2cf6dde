import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret, sha256, toBase64Url } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { JoseSignedProofs } from './jose-signed-proofs.js';
import { readProof } from './presented-proof.js';
import type { BoundToken } from './verify-possession.js';
import { VerifyPossession } from './verify-possession.js';

const TOKEN = 'service-token';
const URL = 'https://gateway.example/csc/v2/credentials/info';
type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

let key: Key;
let jwk: JWK;
let privateJwk: JWK;
let bound: BoundToken;
let clock: FakeClock;
let verify: VerifyPossession;
let jti = 0;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  [key, jwk, privateJwk] = [pair.privateKey, await exportJWK(pair.publicKey), await exportJWK(pair.privateKey)];
  bound = { token: new Secret(TOKEN), thumbprint: await calculateJwkThumbprint(jwk) };
});
beforeEach(() => {
  clock = new FakeClock();
  verify = new VerifyPossession(new JoseSignedProofs(), clock);
});

const seconds = (): number => Math.floor(clock.now().getTime() / 1_000);
const claims = (): Record<string, unknown> => ({ jti: `j${(jti += 1)}`, htm: 'POST', htu: URL, iat: seconds(), ath: toBase64Url(sha256(TOKEN)) });
const proof = (change: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Promise<string> =>
  new SignJWT({ ...claims(), ...change }).setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk, ...header }).sign(key);
const outcome = async (made: string): Promise<string> => {
  return verify.run({ proof: new Secret(made), method: 'POST', url: URL }, bound).then(
    () => 'accepted',
    ({ code }: { code: string }) => code,
  );
};

describe('a proof of possession', () => {
  it('shows that the bearer holds the key', async () => {
    expect(await outcome(await proof())).toBe('accepted');
  });

  it.each(['ES384', 'PS256', 'RS256'])('may be by %s', async (alg) => {
    const pair = await generateKeyPair(alg);
    const other = await exportJWK(pair.publicKey);
    const made = await new SignJWT(claims()).setProtectedHeader({ typ: 'dpop+jwt', alg, jwk: other }).sign(pair.privateKey);
    const presented = { proof: new Secret(made), method: 'POST', url: URL };
    await verify.run(presented, { ...bound, thumbprint: await calculateJwkThumbprint(other) });
  });

  it.each<[string, () => Promise<string>]>([
    ['of another type', () => proof({}, { typ: 'JWT' })],
    ['without a key', () => proof({}, { jwk: undefined })],
    ['with its private key in it', () => proof({}, { jwk: privateJwk })],
    ['without a jti', () => proof({ jti: undefined })],
    ['with an empty jti', () => proof({ jti: '' })],
    ['with a number as jti', () => proof({ jti: 7 })],
    ['with a jti without end', () => proof({ jti: 'x'.repeat(501) })],
    ['for another verb', () => proof({ htm: 'GET' })],
    ['for another method', () => proof({ htu: `${URL}2` })],
    ['for another origin', () => proof({ htu: URL.replace('gateway', 'evil') })],
    ['for no address', () => proof({ htu: 'gateway' })],
    ['for another token', () => proof({ ath: toBase64Url(sha256('other')) })],
    ['for no token', () => proof({ ath: undefined })],
    ['without a time', () => proof({ iat: undefined })],
    ['that is too old', () => proof({ iat: seconds() - 61 })],
    ['of the future', () => proof({ iat: seconds() + 61 })],
    ['that is no JWS', async () => 'a.b.c'],
    ['that is not signed', async () => new UnsecuredJWT(claims()).encode()],
    ['whose signature is off', async () => `${(await proof()).slice(0, -8)}AAAAAAAA`],
  ])('%s is refused', async (_case, make) => {
    expect(await outcome(await make())).toBe('proof.invalid');
  });

  it('by another key is refused', async () => {
    const other = await generateKeyPair('ES256');
    const made = await new SignJWT(claims())
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: await exportJWK(other.publicKey) })
      .sign(other.privateKey);
    expect(await outcome(made)).toBe('proof.invalid');
  });

  it('by a shared secret is refused', async () => {
    const secret = Buffer.alloc(32, 7);
    const symmetric = { kty: 'oct', k: secret.toString('base64url') } as JWK;
    const made = await new SignJWT(claims()).setProtectedHeader({ typ: 'dpop+jwt', alg: 'HS256', jwk: symmetric }).sign(secret);
    expect(await outcome(made)).toBe('proof.invalid');
  });

  it.each([-60, 60])('may be %i seconds off', async (off) => {
    expect(await outcome(await proof({ iat: seconds() + off }))).toBe('accepted');
  });

  it('counts once, also when it comes twice at the same time', async () => {
    const made = await proof();
    expect((await Promise.all([outcome(made), outcome(made), outcome(made)])).sort()).toEqual(['accepted', 'proof.invalid', 'proof.invalid']);
    expect(await outcome(await proof())).toBe('accepted');
  });

  it('counts once for as long as its time lets it', async () => {
    const made = await proof({ iat: seconds() + 60 });
    expect(await outcome(made)).toBe('accepted');
    for (let step = 0; step < 4; step += 1) {
      clock.advance(29_999);
      expect(await outcome(made)).toBe('proof.invalid');
      expect(await outcome(await proof())).toBe('accepted');
    }
  });
});

describe('a header with a proof', () => {
  const origin = 'https://audit.example';
  const read = (proof: string, target = '/audit/v1/events?limit=1') => readProof({ proof, method: 'GET', target }, origin);

  it('is about the address without what is asked of it', () => {
    expect(read('a.b.c')).toMatchObject({ method: 'GET', url: `${origin}/audit/v1/events` });
  });

  it.each([
    ['two proofs', 'a.b.c, d.e.f'],
    ['no JWS', 'a.b'],
    ['nothing', ''],
    ['one without an end', `a.b.${'c'.repeat(8_000)}`],
  ])('has none where there is %s', (_case, proof) => {
    expect(read(proof)).toBeUndefined();
  });

  it('has none for an address without an end', () => {
    expect(read('a.b.c', `/${'x'.repeat(2_000)}`)).toBeUndefined();
  });
});

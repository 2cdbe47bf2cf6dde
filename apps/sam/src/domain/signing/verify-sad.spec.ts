import { beforeAll, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import { sha256, toBase64Url } from '@paraph/kernel';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { signingInput } from '../jws/compact.js';
import { joseSignature } from '../jws/ecdsa-signature.js';
import { tokenKey } from '../keys/key-seal.js';
import { headerOf, payloadOf, World } from '../../../test/world.js';
import type { Authorisation } from './verify-sad.js';

const part = (value: object): string => toBase64Url(new TextEncoder().encode(JSON.stringify(value)));

describe('verifying a SAD', () => {
  let world: World;
  let jws: string;
  beforeAll(async () => {
    world = await World.make();
    jws = (await world.sad(await world.signer())).slice(SAD_PREFIX.length);
  });

  const run = (compact: string): Promise<Authorisation> => world.verifySad.run(`${SAD_PREFIX}${compact}`);
  const signature = (): string => jws.split('.')[2] ?? '';
  const pieces = (): [string, string, string] => {
    const [header = '', payload = '', signed = ''] = jws.split('.');
    return [header, payload, signed];
  };

  it('takes one of its own, and says what it authorises', async () => {
    expect((await run(jws)).claims).toEqual(payloadOf(jws));
  });

  it('signs with a key named by its thumbprint and nothing else in the header', () => {
    expect(headerOf(jws)).toEqual({ alg: 'ES256', typ: 'paraph-sad+jwt', kid: world.authorityKeys.publicJwk('sad').kid });
  });

  it.each([
    ['alg none', { alg: 'none' }],
    ['another alg', { alg: 'ES384' }],
    ['another typ', { typ: 'paraph-statement+jwt' }],
    ['another kid', { kid: 'mine' }],
    ['a key in the header', { jwk: { kty: 'EC' } }],
    ['an address of keys', { jku: 'https://evil.example/keys' }],
    ['a certificate address', { x5u: 'https://evil.example/cert' }],
    ['critical extensions', { crit: ['b64'], b64: false }],
  ])('refuses %s, even with the signature of its own', async (_what, change) => {
    const [, payload, signed] = pieces();
    await expect(run(`${part({ ...headerOf(jws), ...change })}.${payload}.${signed}`)).rejects.toThrow('sad.invalid');
  });

  it.each([
    ['another typ', { typ: 'paraph-statement+jwt' }],
    ['no typ', { typ: undefined }],
    ['another kid', { kid: 'mine' }],
    ['an address of keys', { jku: 'https://evil.example/keys' }],
    ['a key', { jwk: { kty: 'EC' } }],
    ['critical extensions', { crit: ['exp'] }],
  ])('refuses a header with %s even where our own key signed it', async (_what, change) => {
    expect((await run(await signedByOurKey({ ...headerOf(jws) }))).claims).toEqual(payloadOf(jws));
    const forged = await signedByOurKey({ ...headerOf(jws), ...change });
    await expect(run(forged)).rejects.toThrow('sad.invalid');
  });

  /** What AuthorityKeys never does: a header of the test's choice under the key for SADs. */
  const signedByOurKey = async (header: object): Promise<string> => {
    const row = [...world.stores.keys.table.values()].find(({ purpose }) => purpose === 'sad');
    if (!row) throw new Error('no key');
    const input = signingInput(header, payloadOf(jws));
    const signature = await world.token.sign(tokenKey(row), { algorithm: 'sha256', value: sha256(input) });
    return `${input}.${toBase64Url(joseSignature(signature, 32))}`;
  };

  it('refuses a changed payload', async () => {
    const [header, , signed] = pieces();
    await expect(run(`${header}.${part({ ...payloadOf(jws), exp: 9_999_999_999 })}.${signed}`)).rejects.toThrow('sad.invalid');
  });

  it('refuses one made by another key under our kid', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const [header, payload] = pieces();
    const forged = sign('sha256', Buffer.from(`${header}.${payload}`), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    await expect(run(`${header}.${payload}.${toBase64Url(forged)}`)).rejects.toThrow('sad.invalid');
  });

  it('refuses an HMAC keyed by the public key', async () => {
    const header = part({ ...headerOf(jws), alg: 'HS256' });
    const mac = createHmac('sha256', world.authorityKeys.publicKey('sad')).update(`${header}.${pieces()[1]}`).digest();
    await expect(run(`${header}.${pieces()[1]}.${toBase64Url(mac)}`)).rejects.toThrow('sad.invalid');
  });

  it('refuses a statement, which this SAM signed too', async () => {
    const { statement } = await world.open(await world.signer());
    await expect(run(statement)).rejects.toThrow('sad.invalid');
  });

  it('refuses a payload of ours signed by our statement key as a SAD', async () => {
    const forged = await world.authorityKeys.signJws('statement', payloadOf(jws));
    await expect(run(forged)).rejects.toThrow('sad.invalid');
  });

  it.each([
    ['nothing', () => ''],
    ['two parts', () => pieces().slice(0, 2).join('.')],
    ['four parts', () => `${jws}.x`],
    ['no signature', () => `${pieces()[0]}.${pieces()[1]}.`],
    ['a truncated signature', () => `${pieces()[0]}.${pieces()[1]}.${signature().slice(0, -4)}`],
    ['a DER signature', () => `${pieces()[0]}.${pieces()[1]}.MEUCIQ`],
    ['standard Base64', () => `${jws.slice(0, -1)}+`],
    ['JSON that is no object', () => `${part([])}.${part([])}.${signature()}`],
    ['white space around it', () => ` ${jws}`],
  ])('refuses %s', async (_what, make) => {
    await expect(run(make())).rejects.toThrow('sad.invalid');
  });

  it('refuses one of another SAM', async () => {
    const other = await World.make();
    const foreign = await other.sad(await other.signer());
    await expect(world.verifySad.run(foreign)).rejects.toThrow('sad.invalid');
    await expect(other.verifySad.run(foreign)).resolves.toBeDefined();
  });

  it('calls one whose time is over expired, and a forged one invalid even then', async () => {
    const late = await World.make();
    const sad = await late.sad(await late.signer());
    late.clock.advance(300_000);
    await expect(late.verifySad.run(sad)).rejects.toThrow('sad.expired');
    await expect(late.verifySad.run(`${sad}x`)).rejects.toThrow('sad.invalid');
  });
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import { fromBase64Url, sha256, toBase64Url } from '@paraph/kernel';
import fc from 'fast-check';
import { createHash, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, randomBytes } from 'node:crypto';
import { sealSecret, sealText, type EncryptionKey } from '../../../../test/typed-page.js';
import { otherInfo } from './other-info.js';
import { TypedSecrets } from './typed-secrets.js';

/** A key that agrees as the token does (RFC 7518 section 4.6), and counts how often it was asked. */
class Keys {
  readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly jwk: EncryptionKey = { ...(this.pair.publicKey.export({ format: 'jwk' }) as Omit<EncryptionKey, 'kid'>), kid: 'ours' };
  asked = 0;

  encryptionKey() {
    return { ...this.jwk, kty: 'EC' as const, crv: 'P-256' as const };
  }

  agree(peer: Uint8Array, info: Uint8Array): Promise<Uint8Array> {
    this.asked += 1;
    const [x, y] = [peer.subarray(1, 33), peer.subarray(33)].map(toBase64Url);
    const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' });
    const z = diffieHellman({ privateKey: createPrivateKey(this.pair.privateKey.export({ format: 'pem', type: 'pkcs8' })), publicKey });
    return Promise.resolve(
      new Uint8Array(
        createHash('sha256')
          .update(Uint8Array.of(0, 0, 0, 1))
          .update(z)
          .update(info)
          .digest(),
      ),
    );
  }
}

const keys = new Keys();
const secrets = new TypedSecrets(keys);
const challenge = sha256('statement');
const expected = { challenge, kind: 'pin' } as const;
const outcome = (sealed: string, want: Parameters<typeof secrets.open>[1] = expected): Promise<string> =>
  secrets.open(sealed, want).catch((error: { code?: string; cause?: Error }) => `${error.code}: ${error.cause?.message}`);

/** The parts of a JWE with one of them changed. */
const withPart = (jwe: string, place: number, change: (part: string) => string): string =>
  jwe
    .split('.')
    .map((part, at) => (at === place ? change(part) : part))
    .join('.');
const header = (jwe: string): Record<string, unknown> => JSON.parse(Buffer.from(jwe.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>;
const withHeader = (jwe: string, change: (header: Record<string, unknown>) => unknown): string =>
  withPart(jwe, 0, () => Buffer.from(JSON.stringify(change(header(jwe)))).toString('base64url'));
const withEpk = (jwe: string, change: object): string => withHeader(jwe, (all) => ({ ...all, epk: { ...(all['epk'] as object), ...change } }));

describe('what a person types', () => {
  let jwe: string;
  beforeAll(async () => void (jwe = await sealSecret(keys.jwk, challenge, 'pin', '471125')));

  it('opens for its challenge and its kind', async () => {
    expect(await outcome(jwe)).toBe('471125');
  });

  it('opens whatever characters it has', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }), async (value) => {
        fc.pre(value.length <= 200);
        expect(await outcome(await sealSecret(keys.jwk, challenge, 'pin', value))).toBe(value);
      }),
      { numRuns: 30 },
    );
  });

  it.each<[string, () => Promise<string>]>([
    ['typed for another challenge', () => sealSecret(keys.jwk, sha256('another statement'), 'pin', '471125')],
    ['typed as another kind', () => sealSecret(keys.jwk, challenge, 'totp', '471125')],
  ])('is refused when %s', async (_what, make) => {
    expect(await outcome(await make())).toBe('evidence.invalid: the secret was typed for something else');
  });

  it('is refused when a challenge is written in two ways', async () => {
    // The last character of 32 bytes carries two bits that do not count.
    const text = toBase64Url(challenge);
    const other = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].find(
      (letter) => letter !== text.at(-1) && Buffer.from(`${text.slice(0, -1)}${letter}`, 'base64url').equals(Buffer.from(challenge)),
    );
    expect(other).toBeDefined();
    expect(await outcome(await sealText(keys.jwk, JSON.stringify({ challenge: `${text.slice(0, -1)}${other}`, kind: 'pin', value: '1' })))).toMatch(
      /^evidence.invalid/,
    );
  });

  it.each<[string, (text: string) => string | Uint8Array]>([
    ['no JSON', () => 'PIN 471125'],
    ['no object', () => '"471125"'],
    ['nothing', () => ''],
    ['a member more', (text) => text.replace('{', '{"more":1,')],
    ['a member less', (text) => text.replace(/"kind":"pin",/, '')],
    ['an empty value', (text) => text.replace('471125', '')],
    ['a value of 201 characters', (text) => text.replace('471125', '4'.repeat(201))],
    ['a number for a value', (text) => text.replace('"471125"', '471125')],
    ['a kind there is not', (text) => text.replace('pin', 'password')],
    ['bytes that are no UTF-8', () => Uint8Array.of(0x7b, 0xff, 0x7d)],
  ])('is refused with %s inside', async (_what, change) => {
    const text = JSON.stringify({ challenge: toBase64Url(challenge), kind: 'pin', value: '471125' });
    const changed = change(text);
    // A library refuses to encrypt nothing at all; an empty ciphertext is refused as a form.
    if (changed === '') return expect(await outcome(withPart(jwe, 3, () => ''))).toMatch(/^evidence.invalid/);
    return expect(await outcome(await sealText(keys.jwk, changed))).toBe('evidence.invalid: the typed secret does not open');
  });

  it('is refused when it is encrypted for another key of the same name', async () => {
    expect(await outcome(await sealSecret({ ...new Keys().jwk, kid: 'ours' }, challenge, 'pin', '471125'))).toBe(
      'evidence.invalid: the typed secret does not open',
    );
  });

  it('is refused when it names another key', async () => {
    expect(await outcome(await sealSecret({ ...keys.jwk, kid: 'other' }, challenge, 'pin', '471125'))).toBe(
      'evidence.invalid: the typed secret is encrypted for another key',
    );
  });

  const notOurForm: readonly [string, (jwe: string) => string][] = [
    ['another key agreement', (text) => withHeader(text, (all) => ({ ...all, alg: 'ECDH-ES+A256KW' }))],
    ['no key agreement', (text) => withHeader(text, (all) => ({ ...all, alg: 'dir' }))],
    ['another cipher', (text) => withHeader(text, (all) => ({ ...all, enc: 'A128GCM' }))],
    ['compression', (text) => withHeader(text, (all) => ({ ...all, zip: 'DEF' }))],
    ['a party’s information', (text) => withHeader(text, (all) => ({ ...all, apu: 'QQ' }))],
    ['a critical member', (text) => withHeader(text, (all) => ({ ...all, crit: ['exp'], exp: 1 }))],
    ['a type', (text) => withHeader(text, (all) => ({ ...all, typ: 'JWE' }))],
    ['no key id', (text) => withHeader(text, ({ kid: _kid, ...all }) => all)],
    ['a number for a key id', (text) => withHeader(text, (all) => ({ ...all, kid: 1 }))],
    ['no ephemeral key', (text) => withHeader(text, ({ epk: _epk, ...all }) => all)],
    ['an array for an ephemeral key', (text) => withHeader(text, (all) => ({ ...all, epk: [] }))],
    ['an array for a header', (text) => withHeader(text, () => [])],
    ['null for a header', (text) => withHeader(text, () => null)],
    [
      'a prototype in the header',
      (text) => withPart(text, 0, (part) => Buffer.from(Buffer.from(part, 'base64url').toString().replace('{', '{"__proto__":{},')).toString('base64url')),
    ],
    ['an ephemeral key of another curve', (text) => withEpk(text, { crv: 'P-384' })],
    ['an ephemeral key of another type', (text) => withEpk(text, { kty: 'OKP' })],
    ['a private part in the ephemeral key', (text) => withEpk(text, { d: 'AAAA' })],
    ['a short coordinate', (text) => withEpk(text, { x: 'AAAA' })],
    ['a padded coordinate', (text) => withEpk(text, { x: `${(header(text)['epk'] as { x: string }).x}=` })],
    ['a number for a coordinate', (text) => withEpk(text, { y: 1 })],
    ['a point off the curve', (text) => withEpk(text, { y: (header(text)['epk'] as { x: string }).x })],
    ['the point at the origin', (text) => withEpk(text, { x: toBase64Url(new Uint8Array(32)), y: toBase64Url(new Uint8Array(32)) })],
    ['an encrypted key', (text) => withPart(text, 1, () => 'AAAA')],
    ['a short nonce', (text) => withPart(text, 2, () => toBase64Url(randomBytes(11)))],
    ['a long nonce', (text) => withPart(text, 2, () => toBase64Url(randomBytes(16)))],
    ['a short tag', (text) => withPart(text, 4, (part) => toBase64Url((fromBase64Url(part) ?? new Uint8Array()).subarray(0, 12)))],
    ['no tag', (text) => withPart(text, 4, () => '')],
    ['no ciphertext', (text) => withPart(text, 3, () => '')],
    ['standard Base64', (text) => withPart(text, 3, (part) => `${part}==`)],
    ['four parts', (text) => text.split('.').slice(0, 4).join('.')],
    ['six parts', (text) => `${text}.AAAA`],
    ['a header that is no JSON', (text) => withPart(text, 0, () => 'AAAA')],
    ['nothing at all', () => ''],
  ];
  it.each(notOurForm)('is refused with %s, and the token is never asked', async (_what, change) => {
    const before = keys.asked;
    expect(await outcome(change(jwe))).toBe('evidence.invalid: the typed secret is not a JWE of the form the page makes');
    expect(keys.asked).toBe(before);
  });

  it.each<[string, number]>([
    ['header', 0],
    ['nonce', 2],
    ['ciphertext', 3],
    ['tag', 4],
  ])('is refused with one bit of its %s changed', async (_what, place) => {
    const flip = (part: string): string => {
      const bytes = Buffer.from(part, 'base64url');
      bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
      return bytes.toString('base64url');
    };
    expect(await outcome(withPart(jwe, place, flip))).toMatch(/^evidence.invalid/);
  });

  it('binds the header: members in another order are another text', async () => {
    expect(await outcome(withHeader(jwe, (all) => Object.fromEntries(Object.entries(all).reverse())))).toBe('evidence.invalid: the typed secret does not open');
  });

  it('never throws anything but a refusal, whatever it is given', async () => {
    const parts = fc.array(
      fc.oneof(
        fc.string(),
        fc.uint8Array().map(toBase64Url),
        fc.json().map((text) => Buffer.from(text).toString('base64url')),
      ),
      { maxLength: 6 },
    );
    const mangled = fc
      .tuple(fc.nat(4), fc.nat(), fc.string({ minLength: 1, maxLength: 3 }))
      .map(([place, at, text]) => withPart(jwe, place, (part) => part.slice(0, at % (part.length + 1)) + text + part.slice((at % (part.length + 1)) + 1)));
    const anyHeader = fc
      .record(
        { alg: fc.constantFrom('ECDH-ES', 'dir', 1), enc: fc.constantFrom('A256GCM', null), kid: fc.constantFrom('ours', {}), epk: fc.anything() },
        { requiredKeys: [] },
      )
      .map((all) => withPart(jwe, 0, () => Buffer.from(JSON.stringify(all)).toString('base64url')));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          parts.map((all) => all.join('.')),
          mangled,
          anyHeader,
          fc.string(),
        ),
        async (text) => {
          fc.pre(text !== jwe);
          expect(await outcome(text)).toMatch(/^evidence\.invalid: /);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('what the keys of a JWE are derived from', () => {
  it('is what RFC 7518 section 4.6.2 lists: the algorithm, two empty parties, 256 bits', () => {
    expect(Buffer.from(otherInfo).toString('hex')).toBe(`${'00000007'}${Buffer.from('A256GCM').toString('hex')}${'00000000'}${'00000000'}${'00000100'}`);
  });
});

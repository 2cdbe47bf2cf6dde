import { describe, expect, it } from '@jest/globals';
import { CompactEncrypt } from 'jose';
import { generateKeyPairSync } from 'node:crypto';
import { aKeyPair, plain, seal } from '../../test/messages.js';
import { JoseSealedMessages } from './jose-sealed-messages.js';

const pair = aKeyPair();
const messages = new JoseSealedMessages(pair.own);
const content = { address: '+33612345678', text: 'Code 123456' };

/** The same with another protected header, as somebody who alters it on its way would write it. */
function withHeader(sealed: string, change: Readonly<Record<string, unknown>>): string {
  const [header = '', ...rest] = sealed.split('.');
  const decoded = JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
  return [Buffer.from(JSON.stringify({ ...decoded, ...change })).toString('base64url'), ...rest].join('.');
}

describe('a sealed message', () => {
  it('opens with the key it was sealed for, with its name or without', async () => {
    for (const header of [{}, { kid: undefined }]) expect(await messages.open(await seal(content, pair, header))).toEqual(plain(content));
  });

  it('does not open with another key of the same name', async () => {
    expect(await messages.open(await seal(content, aKeyPair(pair.own.kid)))).toBeUndefined();
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['another name of the key', { kid: 'courier-2' }],
    ['a wrapped key', { alg: 'ECDH-ES+A256KW' }],
    ['another cipher', { enc: 'A128GCM' }],
    ['a cipher with a MAC', { enc: 'A256CBC-HS512' }],
    ['a type', { typ: 'JWT' }],
    ['compression', { zip: 'DEF' }],
  ])('does not open with %s', async (_what, header) => {
    expect(
      await messages.open(await seal(content, pair, header).catch(() => seal(content, pair).then((sealed) => withHeader(sealed, header)))),
    ).toBeUndefined();
  });

  it('does not open with party information', async () => {
    const sealed = await new CompactEncrypt(plain(content))
      .setKeyManagementParameters({ apu: plain('x') })
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
      .encrypt(pair.publicKey);
    expect(await messages.open(sealed)).toBeUndefined();
  });

  it('does not open when it was sealed with a password or a symmetric key', async () => {
    const direct = await new CompactEncrypt(plain(content)).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(new Uint8Array(32));
    expect(await messages.open(direct)).toBeUndefined();
  });

  it('does not open with an ephemeral key that is on no curve, or on another', async () => {
    const sealed = await seal(content, pair);
    const zero = Buffer.alloc(32).toString('base64url');
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });
    for (const epk of [{ kty: 'EC', crv: 'P-256', x: zero, y: zero }, other, { kty: 'OKP', crv: 'X25519', x: zero }, 'none', undefined]) {
      expect(await messages.open(withHeader(sealed, { epk }))).toBeUndefined();
    }
  });

  it.each(['crit', 'jku', 'jwk', 'x5c', 'p2c', 'cty', 'b64'])('does not open with %s in its header', async (member) => {
    expect(await messages.open(withHeader(await seal(content, pair), { [member]: ['x'] }))).toBeUndefined();
  });

  it('does not open when a character of it was altered', async () => {
    const sealed = await seal(content, pair);
    const parts = sealed.split('.');
    for (const index of [0, 2, 3, 4]) {
      const altered = parts.map((part, at) => (at === index ? `${part.slice(0, 5)}${part[5] === 'A' ? 'B' : 'A'}${part.slice(6)}` : part)).join('.');
      expect(await messages.open(altered)).toBeUndefined();
    }
    expect(await messages.open(sealed)).toBeDefined();
  });

  it.each(['', '....', 'a..b.c.d', 'noise', `${'a'.repeat(3)}.`])('is not %j', async (text) => {
    expect(await messages.open(text)).toBeUndefined();
  });
});

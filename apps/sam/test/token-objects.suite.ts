import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { pkcs11js } from '../src/adapters/pkcs11/binding.js';
import type { ObjectToken } from '../src/adapters/pkcs11/token-objects/object-token.js';
import type { GeneratedKey, TokenKey, WrappedKey } from '../src/domain/ports/token.js';
import type { RawSession } from './token-raw.js';
import { digestOf, flipped, nodeAccepts } from './token.suite.js';

const MESSAGE = Buffer.from('what the signer approved');

/** What every token does that keeps keys as objects. */
export function objectSuite(name: string, { open, openRaw }: { open: () => Promise<ObjectToken>; openRaw: () => RawSession }): void {
  describe(`${name}, key by key`, () => {
    let token: ObjectToken;
    let raw: RawSession;
    let key: GeneratedKey;
    const named = (wrapped: WrappedKey): TokenKey => ({ keyId: 'key_one', wrapped });
    const sign = (wrapped: WrappedKey): Promise<Uint8Array> => token.sign(named(wrapped), digestOf(MESSAGE));
    const objects = (): number =>
      [pkcs11js.CKO_PRIVATE_KEY, pkcs11js.CKO_PUBLIC_KEY].map((value) => raw.find({ type: pkcs11js.CKA_CLASS, value }).length).reduce((sum, one) => sum + one);

    beforeAll(async () => {
      token = await open();
      raw = openRaw();
      key = await token.generateKeyPair('p256', 'signer');
    }, 60_000);
    afterAll(async () => {
      await token.destroy(key.wrapped);
      raw.close();
      await token.close();
    });

    it('leaves no key of its self-test behind', async () => {
      const before = objects();
      const other = await token.generateKeyPair('p256', 'signer');
      expect(objects()).toBe(before + 2);
      await token.destroy(other.wrapped);
      expect(objects()).toBe(before);
    });

    it('makes keys that stay, hidden, and are not wrapped', () => {
      const [object] = raw.find({ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY }, { type: pkcs11js.CKA_ID, value: idOf(key.wrapped) });
      const flag = (type: number): boolean => raw.native.C_GetAttributeValue(raw.session, object!, [{ type }])[0]?.value[0] === 1;
      expect([pkcs11js.CKA_TOKEN, pkcs11js.CKA_SENSITIVE, pkcs11js.CKA_EXTRACTABLE].map(flag)).toEqual([true, true, false]);
      expect([pkcs11js.CKA_ALWAYS_SENSITIVE, pkcs11js.CKA_NEVER_EXTRACTABLE].map(flag)).toEqual([true, true]);
      expect(raw.answer(() => raw.native.C_GetAttributeValue(raw.session, object!, [{ type: pkcs11js.CKA_VALUE }]))).not.toBe('CKR_OK');
    });

    it('finds a key again after it was closed', async () => {
      raw.close();
      await token.close();
      token = await open();
      raw = openRaw();
      expect(nodeAccepts(key, await sign(key.wrapped))).toBe(true);
    });

    it('signs at the same time with several keys, each its own', async () => {
      const keys = await Promise.all(Array.from({ length: 4 }, () => token.generateKeyPair('p256', 'signer')));
      const signatures = await Promise.all(Array.from({ length: 16 }, (_, index) => sign(keys[index % 4]!.wrapped)));
      expect(signatures.map((signature, index) => nodeAccepts(keys[index % 4]!, signature))).toEqual(signatures.map(() => true));
      for (const { wrapped } of keys) await token.destroy(wrapped);
    });

    it('signs and verifies before it answers', async () => {
      const [outcome] = await token.signVerified(named(key.wrapped), key.publicKey, [digestOf(MESSAGE)]);
      expect(outcome?.status === 'fulfilled' && nodeAccepts(key, outcome.value)).toBe(true);
    });

    it('does not answer a signature that is none by the public key', async () => {
      const other = await token.generateKeyPair('p256', 'signer');
      const [outcome] = await token.signVerified(named(key.wrapped), other.publicKey, [digestOf(MESSAGE)]);
      expect(outcome).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('does not verify') } });
      await token.destroy(other.wrapped);
    });

    it('does not sign with a key that was destroyed, nor destroy it twice', async () => {
      const other = await token.generateKeyPair('p256', 'signer');
      await sign(other.wrapped);
      expect(await token.destroy(other.wrapped)).toBe(true);
      const before = token.counters.signCalls;
      await expect(sign(other.wrapped)).rejects.toMatchObject({ code: 'hsm.refused' });
      expect(token.counters.signCalls).toBe(before);
      expect(await token.destroy(other.wrapped)).toBe(false);
    });

    it.each<[string, (wrapped: WrappedKey) => Partial<WrappedKey>]>([
      ['names another object', ({ blob }) => ({ blob: flipped(blob, blob.length - 1) })],
      ['is no reference', ({ blob }) => ({ blob: flipped(blob, 0) })],
      ['is too short', ({ blob }) => ({ blob: blob.subarray(0, -1) })],
      ['is empty', () => ({ blob: new Uint8Array(0) })],
      ['is of another kind of token', () => ({ tokenFamily: 'elsewhere' })],
    ])('refuses a row that %s without asking for a signature', async (_, change) => {
      const before = token.counters.signCalls;
      await expect(sign({ ...key.wrapped, ...change(key.wrapped) })).rejects.toMatchObject({ code: 'hsm.refused' });
      expect(token.counters.signCalls).toBe(before);
      expect(nodeAccepts(key, await sign(key.wrapped))).toBe(true);
    });

    it('refuses a row that calls the key one of another algorithm', async () => {
      raw.close();
      await token.close();
      token = await open();
      raw = openRaw();
      await expect(sign({ ...key.wrapped, algorithm: 'p384' })).rejects.toMatchObject({ code: 'hsm.refused' });
      expect(nodeAccepts(key, await sign(key.wrapped))).toBe(true);
    });

    it('refuses to verify by a public key that is none of its own, or does it', async () => {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const spki = new Uint8Array(createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })).export({ type: 'spki', format: 'der' }));
      const verified = await token.verify(spki, digestOf(MESSAGE), await sign(key.wrapped)).catch((error: { code?: string }) => error.code);
      expect([false, 'hsm.refused']).toContain(verified);
    });
  });
}

function idOf({ blob }: WrappedKey): Buffer {
  return Buffer.from(blob.subarray(-16));
}

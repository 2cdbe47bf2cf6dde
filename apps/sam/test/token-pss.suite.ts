import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { digestAlgorithms, digestFacts, type DigestAlgorithm } from '@paraph/kernel';
import { constants, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { GeneratedKey, Token, TokenKey } from '../src/domain/ports/token.js';
import { digestOf, flipped, nodeAccepts } from './token.suite.js';

const MESSAGE = Buffer.from('what the signer approved');
const padding = constants.RSA_PKCS1_PSS_PADDING;

/** Whether Node.js, given the whole message, accepts the signature as PSS with a salt of exactly this length. */
function nodeAcceptsPss({ publicKey }: GeneratedKey, signature: Uint8Array, algorithm: DigestAlgorithm, saltLength = digestFacts[algorithm].bytes): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  return verify(algorithm, MESSAGE, { key, padding, saltLength }, signature);
}

/** RSASSA-PSS as every token does it, real or not. */
export function pssSuite(name: string, open: () => Promise<Token>): void {
  describe.each(['rsa2048', 'rsa3072'] as const)(`${name} with %s by PSS`, (algorithm) => {
    let token: Token;
    let pair: GeneratedKey;
    let key: TokenKey;

    beforeAll(async () => {
      token = await open();
      pair = await token.generateKeyPair(algorithm, 'signer');
      key = { keyId: `key_${algorithm}`, wrapped: pair.wrapped };
    }, 60_000);
    afterAll(() => token.close());

    it.each(digestAlgorithms)('signs a %s digest so that Node.js accepts it, with a salt as long as the digest and no other', async (hash) => {
      const signature = await token.sign(key, digestOf(MESSAGE, hash), 'pss');
      expect(nodeAcceptsPss(pair, signature, hash)).toBe(true);
      expect(nodeAcceptsPss(pair, signature, hash, 20)).toBe(false);
      expect(nodeAccepts(pair, signature, hash)).toBe(false);
    });

    it.each(digestAlgorithms)('accepts its own signature over a %s digest', async (hash) => {
      const signature = await token.sign(key, digestOf(MESSAGE, hash), 'pss');
      expect(await token.verify(pair.publicKey, digestOf(MESSAGE, hash), signature, 'pss')).toBe(true);
    });

    it('never makes the same signature twice', async () => {
      const [one, other] = [await token.sign(key, digestOf(MESSAGE), 'pss'), await token.sign(key, digestOf(MESSAGE), 'pss')];
      expect(one).not.toEqual(other);
    });

    it('rejects its own signature over another digest, or by another algorithm', async () => {
      const signature = await token.sign(key, digestOf(MESSAGE), 'pss');
      expect(await token.verify(pair.publicKey, digestOf(Buffer.from('another')), signature, 'pss')).toBe(false);
      expect(await token.verify(pair.publicKey, digestOf(MESSAGE, 'sha384'), signature, 'pss')).toBe(false);
    });

    it('rejects its own signature with a bit turned anywhere', async () => {
      const signature = await token.sign(key, digestOf(MESSAGE), 'pss');
      for (const at of [0, 1, 100, signature.length - 34, signature.length - 1]) {
        expect(await token.verify(pair.publicKey, digestOf(MESSAGE), flipped(signature, at), 'pss')).toBe(false);
      }
    });

    it('takes a signature of one scheme for none of the other', async () => {
      const [pss, pkcs1] = [await token.sign(key, digestOf(MESSAGE), 'pss'), await token.sign(key, digestOf(MESSAGE), 'pkcs1')];
      expect(await token.verify(pair.publicKey, digestOf(MESSAGE), pss)).toBe(false);
      expect(await token.verify(pair.publicKey, digestOf(MESSAGE), pss, 'pkcs1')).toBe(false);
      expect(await token.verify(pair.publicKey, digestOf(MESSAGE), pkcs1, 'pss')).toBe(false);
      expect(await token.verify(pair.publicKey, digestOf(MESSAGE), pkcs1, 'pkcs1')).toBe(true);
    });

    it('rejects a signature that Node.js made with a shorter salt, and accepts it with the right one', async () => {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
      for (const saltLength of [0, 20, 31, 33]) {
        expect(await token.verify(spki, digestOf(MESSAGE), sign('sha256', MESSAGE, { key: privateKey, padding, saltLength }), 'pss')).toBe(false);
      }
      expect(await token.verify(spki, digestOf(MESSAGE), sign('sha256', MESSAGE, { key: privateKey, padding, saltLength: 32 }), 'pss')).toBe(true);
    });

    it.each([0, 1, 255, 257, 384, 600])('rejects %i bytes of rubbish as a signature', async (length) => {
      expect(await token.verify(pair.publicKey, digestOf(MESSAGE), new Uint8Array(length).fill(0x30), 'pss')).toBe(false);
    });

    it('rejects numbers that are not below the modulus', async () => {
      const length = algorithm === 'rsa2048' ? 256 : 384;
      expect(await token.verify(pair.publicKey, digestOf(MESSAGE), new Uint8Array(length).fill(0xff), 'pss')).toBe(false);
    });

    it.each([
      ['pss', 'p256'],
      ['pkcs1', 'p521'],
      ['ecdsa', algorithm],
    ] as const)('refuses %s with %s without asking the token', async (scheme, of) => {
      const { wrapped, publicKey } = of === algorithm ? pair : await token.generateKeyPair(of, 'signer');
      const before = token.counters;
      const refusal = { code: 'algorithm.unsupported' };
      await expect(token.sign({ keyId: 'key_other', wrapped }, digestOf(MESSAGE), scheme)).rejects.toMatchObject(refusal);
      await expect(token.verify(publicKey, digestOf(MESSAGE), new Uint8Array(64), scheme)).rejects.toMatchObject(refusal);
      expect(token.counters).toEqual(before);
    });

    it.each([0, 31, 33, 48])('refuses a sha256 digest of %i bytes without asking the token', async (length) => {
      const before = token.counters;
      const digest = { algorithm: 'sha256', value: new Uint8Array(length) } as const;
      await expect(token.sign(key, digest, 'pss')).rejects.toMatchObject({ code: 'hash.length' });
      await expect(token.verify(pair.publicKey, digest, new Uint8Array(256), 'pss')).rejects.toMatchObject({ code: 'hash.length' });
      expect(token.counters).toEqual(before);
    });
  });
}

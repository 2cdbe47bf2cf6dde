import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CompactEncrypt } from 'jose';
import { createDecipheriv, createHash, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { GeneratedKey, Token, TokenKey, WrappedKey } from '../src/domain/ports/token.js';
import { digestOf, flipped, nodeAccepts } from './token.suite.js';

const MESSAGE = Buffer.from('what the signer approved');

/** What both sides of a JWE hash beside the secret for A256GCM, with neither apu nor apv (RFC 7518 section 4.6.2). */
const OTHER_INFO = Buffer.concat([withLength(Buffer.from('A256GCM')), Buffer.alloc(4), Buffer.alloc(4), number(256)]);

interface Ephemeral {
  readonly privateKey: KeyObject;
  /** Uncompressed point. */
  readonly point: Buffer;
}

/** A key pair of the other side. */
export function ephemeral(namedCurve = 'P-256'): Ephemeral {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  return { privateKey, point: pointOf(publicKey.export({ format: 'jwk' })) };
}

/** The secret as Node.js agrees on it. */
function secretOf({ publicKey }: GeneratedKey, { privateKey }: Ephemeral): Buffer {
  return diffieHellman({ privateKey, publicKey: createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }) });
}

/** What the other side computes from it. */
function expected(secret: Buffer, otherInfo: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(number(1)).update(secret).update(otherInfo).digest());
}

/** Agreement as every token does it, real or not. */
export function agreementSuite(name: string, open: () => Promise<Token>): void {
  describe(`${name} as one side of an agreement`, () => {
    let token: Token;
    let pair: GeneratedKey;
    let signer: GeneratedKey;
    let key: TokenKey;
    const changed = (change: Partial<WrappedKey>): TokenKey => ({ keyId: 'key_changed', wrapped: { ...pair.wrapped, ...change } });
    const refused = (attempt: Promise<unknown>): Promise<void> => expect(attempt).rejects.toMatchObject({ code: 'hsm.refused' });

    beforeAll(async () => {
      token = await open();
      [pair, signer] = [await token.generateKeyPair('p256', 'agreement'), await token.generateKeyPair('p256', 'signer')];
      key = { keyId: 'key_agreement', wrapped: pair.wrapped };
    }, 60_000);
    afterAll(() => token.close());

    it('says what it made', () => {
      expect(pair.wrapped).toMatchObject({ algorithm: 'p256', use: 'agreement', kekGeneration: 1 });
    });

    it.each([
      ['nothing', Buffer.alloc(0)],
      ['what a JWE has', OTHER_INFO],
      ['a lot', Buffer.alloc(10_000, 7)],
    ])('comes to what Node.js comes to, with %s hashed beside the secret', async (_, otherInfo) => {
      const peer = ephemeral();
      expect(await token.agree(key, peer.point, otherInfo)).toEqual(expected(secretOf(pair, peer), otherInfo));
    });

    it('keeps the zeros that a secret begins with', async () => {
      const zeros = (bytes: number): Ephemeral => {
        for (;;) {
          const peer = ephemeral();
          if (
            secretOf(pair, peer)
              .subarray(0, bytes)
              .every((byte) => byte === 0)
          )
            return peer;
        }
      };
      const peer = zeros(1);
      expect(secretOf(pair, peer)).toHaveLength(32);
      expect(await token.agree(key, peer.point, OTHER_INFO)).toEqual(expected(secretOf(pair, peer), OTHER_INFO));
    });

    it('opens a JWE that jose made', async () => {
      const publicKey = createPublicKey({ key: Buffer.from(pair.publicKey), format: 'der', type: 'spki' });
      const jwe = await new CompactEncrypt(Buffer.from('424242')).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' }).encrypt(publicKey);
      const [header = '', , iv = '', ciphertext = '', tag = ''] = jwe.split('.');
      const { epk } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { epk: { x: string; y: string } };
      const contentKey = await token.agree(key, pointOf(epk), OTHER_INFO);
      const decipher = createDecipheriv('aes-256-gcm', contentKey, Buffer.from(iv, 'base64url')).setAAD(Buffer.from(header));
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      expect(Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()]).toString()).toBe('424242');
    });

    it('agrees with 32 others at the same time, with each on its own', async () => {
      const peers = Array.from({ length: 32 }, () => ephemeral());
      const agreed = await Promise.all(peers.map(({ point }) => token.agree(key, point, OTHER_INFO)));
      expect(agreed).toEqual(peers.map((peer) => expected(secretOf(pair, peer), OTHER_INFO)));
    });

    it('counts one call per agreement, and no signature', async () => {
      const before = token.counters;
      await token.agree(key, ephemeral().point, OTHER_INFO);
      expect(token.counters).toEqual({ ...before, agreeCalls: before.agreeCalls + 1 });
    });

    const { point } = ephemeral();
    it.each([
      ['nothing', Buffer.alloc(0)],
      ['a point that is on no curve', Buffer.from(flipped(point, 64))],
      ['the origin', Buffer.concat([Buffer.of(4), Buffer.alloc(64)])],
      ['the point at infinity', Buffer.of(0)],
      ['a coordinate that is not below the prime', Buffer.concat([Buffer.of(4), Buffer.alloc(64, 0xff)])],
      ['a compressed point', Buffer.concat([Buffer.of(2 + (point[64]! & 1)), point.subarray(1, 33)])],
      ['a hybrid point', Buffer.concat([Buffer.of(6 + (point[64]! & 1)), point.subarray(1)])],
      ['a point as DER OCTET STRING', Buffer.concat([Buffer.of(4, 65), point])],
      ['a point without its first byte', point.subarray(1)],
      ['a point with a byte too many', Buffer.concat([point, Buffer.of(0)])],
      ['a point of P-384', ephemeral('P-384').point],
      ['a point of another curve of the same length', ephemeral('secp256k1').point],
    ])('refuses %s', async (_, peer) => {
      await refused(token.agree(key, peer, OTHER_INFO));
    });

    it('agrees as before after all these refusals', async () => {
      const peer = ephemeral();
      expect(await token.agree(key, peer.point, OTHER_INFO)).toEqual(expected(secretOf(pair, peer), OTHER_INFO));
    });

    it.each(['signer', 'authority'] as const)('refuses to agree with a key for %s without asking the token', async (use) => {
      const { wrapped } = use === 'signer' ? signer : await token.generateKeyPair('p256', use);
      const before = token.counters;
      await refused(token.agree({ keyId: 'key_other', wrapped }, ephemeral().point, OTHER_INFO));
      expect(token.counters).toEqual(before);
      expect(nodeAccepts(signer, await token.sign({ keyId: 'key_signer', wrapped: signer.wrapped }, digestOf(MESSAGE)))).toBe(true);
    });

    it('refuses to sign with a key for agreement without asking the token', async () => {
      const before = token.counters;
      await refused(token.sign(key, digestOf(MESSAGE)));
      expect(token.counters).toEqual(before);
    });

    it.each(['p384', 'p521', 'rsa3072'] as const)('makes no key for agreement of %s', async (algorithm) => {
      const before = token.counters;
      await expect(token.generateKeyPair(algorithm, 'agreement')).rejects.toMatchObject({ code: 'algorithm.unsupported' });
      expect(token.counters).toEqual(before);
    });

    it.each([
      ['is damaged', () => ({ blob: flipped(pair.wrapped.blob, 40) })],
      ['is none', () => ({ blob: new Uint8Array(7) })],
      ['is of another kind of token', () => ({ tokenFamily: 'elsewhere' })],
      ['is of a key-encryption key that is not there', () => ({ kekGeneration: 2 })],
      ['is called P-384', () => ({ algorithm: 'p384' as const })],
    ])('refuses a blob that %s', async (_, change) => {
      await refused(token.agree(changed(change()), ephemeral().point, OTHER_INFO));
    });
  });
}

function pointOf({ x = '', y = '' }: { x?: string; y?: string }): Buffer {
  return Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
}

function withLength(bytes: Buffer): Buffer {
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

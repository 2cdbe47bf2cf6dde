import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DigestAlgorithm, KeyAlgorithm } from '@paraph/kernel';
import { createHash, createPublicKey, verify } from 'node:crypto';
import type { Digest, GeneratedKey, MacPurpose, Token, TokenKey, WrappedKey } from '../src/domain/ports/token.js';
import { describeIf, everything, itIf, type TokenAbilities } from './token-abilities.js';

const MESSAGE = Buffer.from('what the signer approved');

/** The digest of some bytes. */
export function digestOf(message: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Digest {
  return { algorithm, value: new Uint8Array(createHash(algorithm).update(message).digest()) };
}

/** Whether Node.js, given the whole message, accepts the signature. */
export function nodeAccepts({ publicKey }: GeneratedKey, signature: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): boolean {
  return verify(algorithm, MESSAGE, createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }), signature);
}

/** Bytes with one bit turned. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

/** What every token does, real or not, as far as it is able. */
export function tokenSuite(name: string, open: () => Promise<Token>, can: TokenAbilities = everything): void {
  describe(`${name} as a token`, () => {
    let token: Token;
    const keys = new Map<KeyAlgorithm, GeneratedKey>();
    const of = (algorithm: KeyAlgorithm): GeneratedKey => keys.get(algorithm) ?? fail(`no ${algorithm} key`);
    const named = (keyId: string, wrapped: WrappedKey): TokenKey => ({ keyId, wrapped });
    const own = (algorithm: KeyAlgorithm): TokenKey => named(`key_${algorithm}`, of(algorithm).wrapped);
    /** A blob changed in some way, under a name of its own. */
    const changed = (change: Partial<WrappedKey>): TokenKey => named('key_changed', { ...of('p256').wrapped, ...change });

    beforeAll(async () => {
      token = await open();
      for (const algorithm of can.algorithms) keys.set(algorithm, await token.generateKeyPair(algorithm, 'signer'));
    }, 60_000);

    afterAll(() => token.close());

    describe.each(can.algorithms)('with %s', (algorithm) => {
      it('says what it made', () => {
        expect(of(algorithm).wrapped).toMatchObject({ algorithm, use: 'signer', kekGeneration: can.wraps === true ? 1 : 0 });
      });

      it.each(['sha256', 'sha384', 'sha512'] as const)('signs a %s digest so that Node.js accepts it', async (hash) => {
        const signature = await token.sign(own(algorithm), digestOf(MESSAGE, hash));
        expect(nodeAccepts(of(algorithm), signature, hash)).toBe(true);
      });

      it('accepts its own signature', async () => {
        const signature = await token.sign(own(algorithm), digestOf(MESSAGE));
        expect(await token.verify(of(algorithm).publicKey, digestOf(MESSAGE), signature)).toBe(true);
      });

      it('rejects its own signature over another digest', async () => {
        const signature = await token.sign(own(algorithm), digestOf(MESSAGE));
        expect(await token.verify(of(algorithm).publicKey, digestOf(Buffer.from('another')), signature)).toBe(false);
      });

      it('rejects a signature with one bit turned', async () => {
        const signature = await token.sign(own(algorithm), digestOf(MESSAGE));
        expect(await token.verify(of(algorithm).publicKey, digestOf(MESSAGE), flipped(signature, signature.length - 1))).toBe(false);
      });

      it('rejects a signature by another key of the same algorithm', async () => {
        if (algorithm === 'rsa4096') return;
        const other = await token.generateKeyPair(algorithm, 'signer');
        const signature = await token.sign(named(`key_other_${algorithm}`, other.wrapped), digestOf(MESSAGE));
        expect(await token.verify(of(algorithm).publicKey, digestOf(MESSAGE), signature)).toBe(false);
      });

      it.each([0, 1, 70, 600])('rejects %i bytes of rubbish as a signature', async (length) => {
        expect(await token.verify(of(algorithm).publicKey, digestOf(MESSAGE), new Uint8Array(length).fill(0x30))).toBe(false);
      });

      it.each([0, 1, 31, 33, 48, 64])('refuses a sha256 digest of %i bytes without asking the token', async (length) => {
        const before = token.counters.signCalls;
        const digest = { algorithm: 'sha256', value: new Uint8Array(length) } as const;
        await expect(token.sign(own(algorithm), digest)).rejects.toMatchObject({ code: 'hash.length' });
        await expect(token.verify(of(algorithm).publicKey, digest, new Uint8Array(64))).rejects.toMatchObject({ code: 'hash.length' });
        expect(token.counters.signCalls).toBe(before);
      });
    });

    describeIf(can.wraps, 'a blob', () => {
      it.each([0, 8, 40, 79])('refuses a blob with a bit turned in byte %i', async (at) => {
        const before = token.counters.signCalls;
        const key = changed({ blob: flipped(of('p256').wrapped.blob, at) });
        await expect(token.sign(key, digestOf(MESSAGE))).rejects.toMatchObject({ code: 'hsm.refused' });
        expect(token.counters.signCalls).toBe(before);
      });

      it.each(['p384', 'p521', 'rsa2048', 'rsa3072'] as const)('refuses a p256 blob that is called %s', async (algorithm) => {
        await expect(token.sign(changed({ algorithm }), digestOf(MESSAGE))).rejects.toMatchObject({ code: 'hsm.refused' });
      });

      it.each([
        ['rsa3072', 'rsa4096'],
        ['rsa2048', 'rsa3072'],
      ] as const)('refuses a blob of %s that is called %s', async (algorithm, called) => {
        const key = changed({ blob: of(algorithm).wrapped.blob, algorithm: called });
        await expect(token.sign(key, digestOf(MESSAGE))).rejects.toMatchObject({ code: 'hsm.refused' });
      });

      it.each([new Uint8Array(0), new Uint8Array(7), new Uint8Array(80)])('refuses a blob that is none', async (blob) => {
        await expect(token.sign(changed({ blob }), digestOf(MESSAGE))).rejects.toMatchObject({ code: 'hsm.refused' });
      });

      it('refuses a blob of a key-encryption key that it has not', async () => {
        await expect(token.sign(changed({ kekGeneration: 2 }), digestOf(MESSAGE))).rejects.toMatchObject({ code: 'hsm.refused' });
      });
    });

    it('refuses a blob of another kind of token', async () => {
      await expect(token.sign(changed({ tokenFamily: 'elsewhere' }), digestOf(MESSAGE))).rejects.toMatchObject({ code: 'hsm.refused' });
    });

    it('signs as before after all these refusals', async () => {
      const signature = await token.sign(own('p256'), digestOf(MESSAGE));
      expect(nodeAccepts(of('p256'), signature)).toBe(true);
    });

    it('counts one call per signature', async () => {
      const before = token.counters.signCalls;
      await token.sign(own('p256'), digestOf(MESSAGE));
      await token.sign(own('p256'), digestOf(MESSAGE));
      expect(token.counters.signCalls).toBe(before + 2);
    });

    itIf(can.wraps, 'unwraps a key again after it was destroyed in the cache', async () => {
      await token.sign(own('p256'), digestOf(MESSAGE));
      const before = token.counters.unwrapCalls;
      await token.sign(own('p256'), digestOf(MESSAGE));
      expect(token.counters.unwrapCalls).toBe(before);
      await token.destroyCached('key_p256');
      await token.sign(own('p256'), digestOf(MESSAGE));
      expect(token.counters.unwrapCalls).toBe(before + 1);
    });

    it('does not mind destroying a key that it has not', async () => {
      await expect(token.destroyCached('key_nobody')).resolves.toBeUndefined();
    });

    it('never makes the same key twice', async () => {
      const made = await Promise.all(Array.from({ length: can.wraps === true ? 20 : 5 }, () => token.generateKeyPair('p256', 'authority')));
      expect(new Set(made.map(({ publicKey }) => Buffer.from(publicKey).toString('hex'))).size).toBe(made.length);
      expect(new Set(made.map(({ wrapped }) => Buffer.from(wrapped.blob).toString('hex'))).size).toBe(made.length);
    });

    it('refuses to verify with a key of a kind that it does not make', async () => {
      await expect(token.verify(new Uint8Array([0x30, 0]), digestOf(MESSAGE), new Uint8Array(64))).rejects.toMatchObject({ code: 'algorithm.unsupported' });
    });

    describeIf(can.macs, 'MACs', () => {
      const bytes = Buffer.from('a row');

      it('are 32 bytes and the same each time', async () => {
        const mac = await token.mac('journal', bytes);
        expect(mac).toHaveLength(32);
        expect(await token.mac('journal', bytes)).toEqual(mac);
        expect(await token.verifyMac('journal', bytes, mac)).toBe(true);
      });

      it.each<[string, MacPurpose, Uint8Array]>([
        ['another purpose', 'activation', bytes],
        ['other bytes', 'journal', Buffer.from('a rov')],
        ['fewer bytes', 'journal', Buffer.from('a ro')],
        ['no bytes', 'journal', Buffer.alloc(0)],
      ])('do not pass for %s', async (_, purpose, other) => {
        expect(await token.verifyMac(purpose, other, await token.mac('journal', bytes))).toBe(false);
      });

      it.each([0, 31, 33])('of %i bytes never pass', async (length) => {
        const mac = Buffer.concat([await token.mac('journal', bytes), Buffer.alloc(1)]).subarray(0, length);
        expect(await token.verifyMac('journal', bytes, mac)).toBe(false);
      });

      it('with one bit turned do not pass', async () => {
        expect(await token.verifyMac('journal', bytes, flipped(await token.mac('journal', bytes), 31))).toBe(false);
      });

      it('exist for nothing at all, and for a megabyte', async () => {
        expect(await token.mac('journal', new Uint8Array(0))).toHaveLength(32);
        expect(await token.mac('journal', new Uint8Array(1_000_000))).toHaveLength(32);
      });
    });

    it('answers as many random bytes as asked, never the same', async () => {
      const [one, other] = [await token.random(32), await token.random(32)];
      expect([one.length, other.length]).toEqual([32, 32]);
      expect(one).not.toEqual(other);
    });

    it('is healthy', async () => {
      expect(await token.health()).toMatchObject({ kekGeneration: can.wraps === true ? 1 : 0 });
    });

    itIf(can.protects, 'has nothing to warn of', async () => {
      expect((await token.health()).warnings).toEqual([]);
    });
  });
}

function fail(message: string): never {
  throw new Error(message);
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { digestAlgorithms, type KeyAlgorithm, type SignatureScheme } from '@paraph/kernel';
import type { Digest, GeneratedKey, Token, TokenKey } from '../src/domain/ports/token.js';
import { itIf, type Ability } from './token-abilities.js';
import { codeOf } from './token-trial.js';
import { digestOf, flipped } from './token.suite.js';

const KINDS: readonly (readonly [KeyAlgorithm, SignatureScheme])[] = [
  ['p256', 'ecdsa'],
  ['rsa2048', 'pkcs1'],
  ['rsa2048', 'pss'],
];

/** What every token does that signs many digests and verifies each signature before it answers. */
export function signingSuite(name: string, open: () => Promise<Token>, agrees: Ability = true): void {
  describe(`${name}, signing and verifying`, () => {
    let token: Token;
    const pairs = new Map<string, GeneratedKey>();
    const pairOf = (algorithm: KeyAlgorithm): GeneratedKey => pairs.get(algorithm)!;
    const keyOf = (algorithm: KeyAlgorithm): TokenKey => ({ keyId: `key_${algorithm}`, wrapped: pairOf(algorithm).wrapped });
    const digests = (count: number): Digest[] => Array.from({ length: count }, (_, index) => digestOf(Buffer.from(`document ${index}`)));
    const signatures = (outcomes: readonly PromiseSettledResult<Uint8Array>[]): Uint8Array[] =>
      outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));

    beforeAll(async () => {
      token = await open();
      for (const algorithm of ['p256', 'rsa2048'] as const) pairs.set(algorithm, await token.generateKeyPair(algorithm, 'signer'));
    }, 60_000);
    afterAll(() => token.close());

    describe.each(KINDS)('with %s by %s', (algorithm, scheme) => {
      it.each([1, 2, 40])('answers %i signatures in the order of the digests, and asks for no more', async (count) => {
        const { publicKey } = pairOf(algorithm);
        const before = token.counters.signCalls;
        const wanted = digests(count);
        const made = signatures(await token.signVerified(keyOf(algorithm), publicKey, wanted, scheme));
        expect(made).toHaveLength(count);
        expect(token.counters.signCalls).toBe(before + count);
        for (const at of [0, count >> 1, count - 1]) {
          expect(await token.verify(publicKey, wanted[at]!, made[at]!, scheme)).toBe(true);
          expect(await token.verify(publicKey, digestOf(Buffer.from('another')), made[at]!, scheme)).toBe(false);
        }
      });

      it('signs digests of several algorithms in one call', async () => {
        const wanted = digestAlgorithms.flatMap((hash) => [digestOf(Buffer.from('one'), hash), digestOf(Buffer.from('two'), hash)]);
        const made = signatures(await token.signVerified(keyOf(algorithm), pairOf(algorithm).publicKey, wanted, scheme));
        const verified = await Promise.all(made.map((signature, index) => token.verify(pairOf(algorithm).publicKey, wanted[index]!, signature, scheme)));
        expect(verified).toEqual(wanted.map(() => true));
      });

      it('lets no signature out that another public key would have to verify', async () => {
        const other = await token.generateKeyPair(algorithm, 'signer');
        const before = token.counters.signCalls;
        const outcomes = await token.signVerified(keyOf(algorithm), other.publicKey, digests(1), scheme);
        // Not a code that says that nothing was signed.
        expect(outcomes.map(codeOf)).toEqual(['bug']);
        expect(token.counters.signCalls).toBe(before + 1);
      });
    });

    it('answers nothing to nothing', async () => {
      expect(await token.signVerified(keyOf('p256'), pairOf('p256').publicKey, [])).toEqual([]);
    });

    it('refuses a digest of a wrong length, and signs the others', async () => {
      const [one, other] = digests(2);
      const wrong: Digest = { algorithm: 'sha256', value: new Uint8Array(31) };
      const before = token.counters.signCalls;
      const outcomes = await token.signVerified(keyOf('p256'), pairOf('p256').publicKey, [one!, wrong, other!]);
      expect(outcomes.map(codeOf)).toEqual(['made', 'hash.length', 'made']);
      expect(token.counters.signCalls).toBe(before + 2);
    });

    it.each<[string, string, () => { key: TokenKey; publicKey: Uint8Array; scheme?: SignatureScheme }]>([
      ['a damaged blob', 'hsm.refused', () => damaged()],
      ['a scheme that is not the key’s', 'algorithm.unsupported', () => ({ key: keyOf('p256'), publicKey: pairOf('p256').publicKey, scheme: 'pss' })],
    ])('signs nothing with %s', async (_, code, order) => {
      const { key, publicKey, scheme } = order();
      const before = token.counters.signCalls;
      const outcomes = await token.signVerified(key, publicKey, digests(3), scheme);
      expect(outcomes.map(codeOf)).toEqual([code, code, code]);
      expect(token.counters.signCalls).toBe(before);
    });

    itIf(agrees, 'signs nothing with a key for agreement', async () => {
      const { publicKey, wrapped } = await token.generateKeyPair('p256', 'agreement');
      const before = token.counters.signCalls;
      const outcomes = await token.signVerified({ keyId: 'key_agreement', wrapped }, publicKey, digests(1));
      expect(outcomes.map(codeOf)).toEqual(['hsm.refused']);
      expect(token.counters.signCalls).toBe(before);
    });

    it('signs for many callers at the same time, each its own', async () => {
      const jobs = Array.from({ length: 40 }, async (_, caller) => {
        const algorithm = caller % 2 === 0 ? 'p256' : 'rsa2048';
        const wanted = Array.from({ length: 5 }, (__, index) => digestOf(Buffer.from(`document ${caller}.${index}`)));
        const made = signatures(await token.signVerified(keyOf(algorithm), pairOf(algorithm).publicKey, wanted));
        return Promise.all(wanted.map((digest, index) => token.verify(pairOf(algorithm).publicKey, digest, made[index]!)));
      });
      expect((await Promise.all(jobs)).flat()).toEqual(Array.from({ length: 200 }, () => true));
    });

    function damaged(): { key: TokenKey; publicKey: Uint8Array } {
      const { publicKey, wrapped } = pairOf('p256');
      return { key: { keyId: 'key_damaged', wrapped: { ...wrapped, blob: flipped(wrapped.blob, 20) } }, publicKey };
    }
  });
}

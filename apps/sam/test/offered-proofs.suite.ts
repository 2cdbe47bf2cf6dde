import { beforeEach, describe, expect, it } from '@jest/globals';
import { PART_BYTES } from '@paraph/contracts';
import { FakeClock } from '@paraph/testing';
import { OfferedProofs } from '../src/domain/revocation-proof/offered-proofs.js';
import type { ProofPart, ProofParts } from '../src/domain/revocation-proof/proof-parts.js';
import { digestOf } from './outside-authority.js';

const MINUTE = 60_000;

/** What holds of offered statements wherever their parts are kept. */
export function offeredProofsSuite(name: string, make: () => Promise<ProofParts>): void {
  describe(name, () => {
    let clock: FakeClock;
    let parts: ProofParts;
    let proofs: OfferedProofs;
    beforeEach(async () => {
      clock = new FakeClock();
      parts = await make();
      proofs = new OfferedProofs(parts, clock);
    });

    const statement = (length: number, fill = 7) => new Uint8Array(length).fill(fill);
    const partsOf = (whole: Uint8Array): ProofPart[] =>
      Array.from({ length: Math.ceil(whole.length / PART_BYTES) }, (_, part) => ({
        digest: digestOf(whole),
        part,
        parts: Math.ceil(whole.length / PART_BYTES),
        bytes: whole.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
      }));
    const offer = async (whole: Uint8Array) => {
      for (const part of partsOf(whole)) await proofs.offer(part);
    };

    // Element by element a statement takes seconds to compare.
    const isThere = async (whole: Uint8Array) => Buffer.compare((await proofs.find(digestOf(whole))) ?? new Uint8Array(), whole) === 0;

    it('come together again, in whatever order their parts came, and however often', async () => {
      const whole = statement(2 * PART_BYTES + 10);
      const [first, second, third] = partsOf(whole);
      for (const part of [third, first, second, first]) if (part) await proofs.offer(part);
      expect(await isThere(whole)).toBe(true);
      expect(await proofs.find(digestOf(statement(3)))).toBeUndefined();
    });

    it('are nothing while a part is missing', async () => {
      const whole = statement(PART_BYTES + 1);
      const [first, second] = partsOf(whole);
      if (first) await proofs.offer(first);
      expect(await proofs.find(digestOf(whole))).toBeUndefined();
      if (second) await proofs.offer(second);
      expect(await isThere(whole)).toBe(true);
    });

    it('are nothing where they are not what their digest says', async () => {
      const whole = statement(10);
      await proofs.offer({ digest: digestOf(whole), part: 0, parts: 1, bytes: statement(10, 8) });
      expect(await proofs.find(digestOf(whole))).toBeUndefined();
      await offer(whole);
      expect(await isThere(whole)).toBe(true);
    });

    it('are nothing where their parts disagree about how many they are', async () => {
      const whole = statement(PART_BYTES + 1);
      const [first, second] = partsOf(whole);
      if (first && second) for (const part of [first, { ...second, parts: 3 }]) await parts.keep(part, clock.now());
      expect(await proofs.find(digestOf(whole))).toBeUndefined();
    });

    it('are forgotten after ten minutes', async () => {
      const whole = statement(10);
      await offer(whole);
      clock.advance(10 * MINUTE);
      expect(await isThere(whole)).toBe(true);
      clock.advance(1);
      expect(await proofs.find(digestOf(whole))).toBeUndefined();
      await offer(statement(11));
      expect(await parts.find(digestOf(whole), new Date(0))).toEqual([]);
    });

    it('push out the oldest where too much is offered, whole statements at a time', async () => {
      const wholes = Array.from({ length: 130 }, (_, index) => statement(index + 1));
      for (const whole of wholes) {
        await offer(whole);
        clock.advance(10);
      }
      const found = await Promise.all(wholes.map((whole) => proofs.find(digestOf(whole))));
      expect(found.map((whole) => whole !== undefined)).toEqual(wholes.map((_, index) => index >= 2));
    });

    it.each<[string, Partial<ProofPart>]>([
      ['of more parts than are taken', { parts: 65 }],
      ['behind the last one', { part: 1 }],
      ['of nothing', { bytes: statement(0) }],
      ['larger than a part', { bytes: statement(PART_BYTES + 1) }],
      ['smaller than a part, and not the last one', { parts: 2 }],
    ])('refuse a part %s', async (_what, change) => {
      const [part] = partsOf(statement(10));
      if (!part) throw new Error('no part');
      await expect(proofs.offer({ ...part, ...change })).rejects.toMatchObject({ code: 'request.invalid' });
      await expect(proofs.offer(part)).resolves.toBeUndefined();
    });
  });
}

import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@paraph/kernel';
import { randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { ArchiveTarget, Content } from '../../src/domain/archive/archive-target.js';

const keptUntil = new Date('2099-01-01T00:00:00Z');

/** Bytes in pieces. */
export function contentOf(bytes: Uint8Array): Content {
  return {
    bytes: bytes.length,
    sha256: sha256Hex(bytes),
    async *read() {
      for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
    },
  };
}

/** What a target has under a name. */
export async function contentIn(target: ArchiveTarget, file: string): Promise<Buffer | undefined> {
  const found = await target.read(file);
  return found && buffer(found);
}

/** Facts about targets, for each kind alike. */
export function archiveTargetSuite(name: string, open: () => Promise<ArchiveTarget>): void {
  describe(`an archive in ${name}`, () => {
    let target: ArchiveTarget;
    let file: string;
    beforeEach(async () => {
      target = await open();
      file = `${randomUUID()}.jsonl.gz`;
    });

    it('has nothing under a name that was never written', async () => {
      expect([await target.read(file), await target.size(file)]).toEqual([undefined, undefined]);
    });

    it('has the bytes that were written, also many', async () => {
      const bytes = randomBytes(1_234_567);
      await target.write(file, contentOf(bytes), keptUntil);
      expect((await contentIn(target, file))?.equals(bytes)).toBe(true);
      expect(await target.size(file)).toBe(bytes.length);
    });

    it('has what was written last', async () => {
      await target.write(file, contentOf(Buffer.from('first')), keptUntil);
      await target.write(file, contentOf(Buffer.from('second')), keptUntil);
      expect((await contentIn(target, file))?.toString()).toBe('second');
    });

    it('keeps the old bytes when the new ones break off', async () => {
      await target.write(file, contentOf(Buffer.from('whole')), keptUntil);
      const broken: Content = {
        ...contentOf(randomBytes(100_000)),
        async *read() {
          yield randomBytes(50_000);
          throw new Error('the disk is gone');
        },
      };
      await expect(target.write(file, broken, keptUntil)).rejects.toThrow();
      expect((await contentIn(target, file))?.toString()).toBe('whole');
    });
  });
}

import { beforeEach, describe, expect, it } from '@jest/globals';
import { LogTree } from '@paraph/merkle';
import { MerkleTree } from '@paraph/testing';
import type { EventLog } from '../src/domain/event-log.js';
import { RecordEvents } from '../src/domain/record-events.js';
import type { TreeHeads } from '../src/domain/tree-heads.js';
import { anEvent } from './event-log.suite.js';

/** Facts about heads, for the fake and for PostgreSQL alike. */
export function treeHeadsSuite(name: string, open: () => Promise<{ readonly heads: TreeHeads; readonly log: EventLog }>): void {
  describe(`heads in ${name}`, () => {
    let heads: TreeHeads;
    let log: EventLog;
    let bodies: string[];
    const grow = async (count: number, type = 'signature-made'): Promise<void> => {
      const more = Array.from({ length: count }, (_, index) => anEvent({ sequence: bodies.length + index + 1, type }));
      bodies.push(...more);
      await new RecordEvents(log).run(more.map((body) => ({ source: 'sam' as const, body })));
    };

    beforeEach(async () => {
      ({ heads, log } = await open());
      bodies = [];
    });

    it('have hashes of which the tree is what the definition says, grown by portions', async () => {
      let kept = 0;
      for (const portion of [3, 252, 1, 300]) {
        await grow(portion);
        await heads.keepSubtrees({ from: kept, to: bodies.length });
        kept = bodies.length;
        expect(await new LogTree(heads.hashes, kept).root()).toEqual(new MerkleTree(bodies).root);
      }
      expect(await heads.logSize()).toBe(556);
      // Again, as after a crash: nothing changes.
      await heads.keepSubtrees({ from: 0, to: kept });
      expect(await new LogTree(heads.hashes, kept).root()).toEqual(new MerkleTree(bodies).root);
    });

    it('answer what was begun and not kept, and keep one head for a size', async () => {
      const root = new Uint8Array(32).fill(7);
      await heads.begin({ size: 9, root });
      await heads.begin({ size: 5, root });
      await heads.begin({ size: 5, root: new Uint8Array(32).fill(8) });
      expect(await heads.begun(0)).toEqual([
        { size: 5, root },
        { size: 9, root },
      ]);
      await heads.keep({ size: 5, root }, 'first');
      await heads.keep({ size: 5, root }, 'second');
      expect((await heads.last())?.head).toBe('first');
      expect(await heads.begun(5)).toEqual([{ size: 9, root }]);
      await heads.keep({ size: 9, root }, 'third');
      expect((await heads.list(0, 10)).map(({ size, head }) => [size, head])).toEqual([
        [5, 'first'],
        [9, 'third'],
      ]);
      expect((await heads.list(5, 10)).length).toBe(1);
      expect((await heads.list(0, 1)).length).toBe(1);
      expect([await heads.find(5), await heads.find(6)].map((one) => one?.head)).toEqual(['first', undefined]);
    });

    it('tell news from the echo of signing', async () => {
      expect([await heads.last(), await heads.hasNews(0)]).toEqual([undefined, false]);
      await grow(2);
      expect([await heads.hasNews(0), await heads.hasNews(1), await heads.hasNews(2)]).toEqual([true, true, false]);
      await grow(1, 'tree-head-signed');
      expect(await heads.hasNews(2)).toBe(false);
      await grow(1, 'sad-issued');
      expect(await heads.hasNews(2)).toBe(true);
    });
  });
}

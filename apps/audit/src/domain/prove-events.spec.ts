import { beforeEach, describe, expect, it } from '@jest/globals';
import { isConsistent, isIncluded, LogTree } from '@paraph/merkle';
import { anEvent } from '../../test/event-log.suite.js';
import { MemoryEventLog } from '../../test/memory-event-log.js';
import { MemoryTreeHeads } from '../../test/memory-tree-heads.js';
import { anAuditor, MemoryReadingRecord } from '../../test/reading-record.js';
import { MAX_HEADS, ProveEvents } from './prove-events.js';
import { OwnView } from './readers/own-view.js';
import { RecordEvents } from './record-events.js';

describe('proofs under signed heads', () => {
  let heads: MemoryTreeHeads;
  let record: MemoryReadingRecord;
  let prove: ProveEvents;

  beforeEach(async () => {
    const log = new MemoryEventLog();
    heads = new MemoryTreeHeads(log, () => new Date(0));
    record = new MemoryReadingRecord();
    prove = new ProveEvents(heads, log, new OwnView(log), record);
    await new RecordEvents(log).run(Array.from({ length: 20 }, (_, index) => ({ source: 'sam' as const, body: anEvent({ sequence: index + 1 }) })));
    for (const size of [5, 12]) await heads.keep({ size, root: await new LogTree(heads.hashes, size).root() }, `head of ${size}`);
  });

  it('prove an event under the last head, or under the one that was named', async () => {
    for (const size of [undefined, 5]) {
      const proof = await prove.inclusion(anAuditor, 3, size);
      expect(proof.head.size).toBe(size ?? 12);
      expect(isIncluded({ position: 3, leafHash: proof.event.leafHash }, proof.head, proof.path)).toBe(true);
    }
  });

  it.each([
    ['no head has yet', 15, undefined],
    ['the named head has not', 7, 5],
    ['stands under a size that was never signed', 3, 6],
    ['is not there', 99, undefined],
  ])('do not exist for an event that %s; that somebody asked is recorded', async (_which, position, size) => {
    await expect(prove.inclusion(anAuditor, position, size)).rejects.toMatchObject({ code: 'head.unknown' });
    expect(record.readings).toEqual([{ reader: anAuditor, what: { view: 'inclusion', position: String(position) } }]);
  });

  it('prove that a head extends an earlier one, and nothing the other way round or of sizes that were never signed', async () => {
    const proof = await prove.consistency(anAuditor, { from: 5, to: 12 });
    expect(isConsistent(proof.from, proof.to, proof.path)).toBe(true);
    for (const [from, to] of [
      [12, 5],
      [5, 5],
      [4, 12],
      [5, 11],
    ] as const)
      await expect(prove.consistency(anAuditor, { from, to })).rejects.toMatchObject({ code: 'head.unknown' });
    expect(record.readings).toHaveLength(5);
  });

  it('list heads, so many at once at most', async () => {
    expect((await prove.listHeads(anAuditor, 0, MAX_HEADS + 1)).map(({ size }) => size)).toEqual([5, 12]);
    expect((await prove.listHeads(anAuditor, 5, 1)).map(({ size }) => size)).toEqual([12]);
    expect((await prove.latestHead(anAuditor)).size).toBe(12);
  });
});

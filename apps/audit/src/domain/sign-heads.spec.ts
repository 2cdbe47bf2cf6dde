import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { isConsistent, type HashTree } from '@paraph/merkle';
import { FakeClock, MerkleTree } from '@paraph/testing';
import { anEvent } from '../../test/event-log.suite.js';
import { MemoryEventLog } from '../../test/memory-event-log.js';
import { MemoryTreeHeads } from '../../test/memory-tree-heads.js';
import { RecordEvents } from './record-events.js';
import { HeadSigner, SignerRecord, SignHeads } from './sign-heads.js';

/** Signs as the SAM does: only what extends the last one, and the last one again. */
class StrictSigner extends HeadSigner {
  readonly signed: HashTree[] = [{ size: 0, root: new MerkleTree([]).root }];
  asked = 0;
  failure: Error | undefined;
  /** The answer is lost on its way, after the head was signed. */
  isDeaf = false;

  override async sign(tree: HashTree, consistency: readonly Uint8Array[]): Promise<string> {
    this.asked += 1;
    if (this.failure) throw this.failure;
    const last = this.signed.at(-1);
    if (last === undefined) throw new Error('no head');
    const isAgain = last.size === tree.size && Buffer.compare(last.root, tree.root) === 0;
    if (!isAgain && !isConsistent(last, tree, consistency)) throw new ServiceError('log.inconsistent', 'not an extension');
    if (!isAgain) this.signed.push(tree);
    if (this.isDeaf) throw new ServiceError('service.unavailable', 'no answer');
    return `head of ${tree.size}`;
  }

  override async last(): Promise<HashTree | undefined> {
    const last = this.signed.at(-1);
    return last?.size === 0 ? undefined : last;
  }
}

class MemoryRecord extends SignerRecord {
  readonly told: [number, number][] = [];
  override async putBack(remembers: number, signed: number): Promise<void> {
    this.told.push([remembers, signed]);
  }
}

describe('having heads signed', () => {
  let clock: FakeClock;
  let log: MemoryEventLog;
  let heads: MemoryTreeHeads;
  let signer: StrictSigner;
  let record: MemoryRecord;
  let sign: SignHeads;
  let bodies: string[];
  const grow = async (count: number, type = 'signature-made'): Promise<void> => {
    const more = Array.from({ length: count }, (_, index) => anEvent({ sequence: bodies.length + index + 1, type }));
    bodies.push(...more);
    await new RecordEvents(log).run(more.map((body) => ({ source: 'sam' as const, body })));
  };
  const sizes = async (): Promise<number[]> => (await heads.list(0, 100)).map(({ size }) => size);

  beforeEach(() => {
    clock = new FakeClock();
    log = new MemoryEventLog();
    heads = new MemoryTreeHeads(log, () => clock.now());
    signer = new StrictSigner();
    record = new MemoryRecord();
    sign = new SignHeads(heads, signer, record, clock);
    bodies = [];
  });

  it('signs nothing of an empty log', async () => {
    expect(await sign.run()).toBeUndefined();
    expect(signer.asked).toBe(0);
  });

  it('signs a head over all there is, each an extension of the one before', async () => {
    for (const portion of [1, 7, 300, 1]) {
      await grow(portion);
      expect(await sign.run()).toBe(bodies.length);
    }
    expect(await sizes()).toEqual([1, 8, 308, 309]);
    expect((await heads.last())?.root).toEqual(new MerkleTree(bodies).root);
  });

  it('signs nothing new while nothing but its own echo was logged, for an hour', async () => {
    await grow(3);
    await sign.run();
    expect(await sign.run()).toBe(3);
    await grow(1, 'tree-head-signed');
    clock.advance(3_599_000);
    expect(await sign.run()).toBe(3);
    clock.advance(1_000);
    expect(await sign.run()).toBe(4);
    expect(await sizes()).toEqual([3, 4]);
  });

  it('asks for the very head again whose answer was lost, before it asks for a larger one', async () => {
    await grow(5);
    signer.isDeaf = true;
    await expect(sign.run()).rejects.toMatchObject({ code: 'service.unavailable' });
    expect(await sizes()).toEqual([]);
    await grow(4);
    signer.isDeaf = false;
    expect(await sign.run()).toBe(9);
    expect(await sizes()).toEqual([5, 9]);
    expect(signer.signed.map(({ size }) => size)).toEqual([0, 5, 9]);
  });

  it('passes a refusal on and keeps nothing; the next run begins where this one was', async () => {
    await grow(5);
    signer.failure = new ServiceError('hsm.unavailable', 'the token rests');
    await expect(sign.run()).rejects.toMatchObject({ code: 'hsm.unavailable' });
    signer.failure = undefined;
    expect(await sign.run()).toBe(5);
  });

  it('says that the log is another one where it was put back, and signs none of it', async () => {
    await grow(9);
    await sign.run();
    // The database of yesterday: five events, then others than those that were signed.
    const [first, ...rest] = bodies;
    const other = new MemoryEventLog();
    const put = [first ?? '', ...rest.slice(0, 4), ...Array.from({ length: 10 }, (_, index) => anEvent({ sequence: 6 + index, type: 'sad-issued' }))];
    await new RecordEvents(other).run(put.map((body) => ({ source: 'sam' as const, body })));
    const back = new MemoryTreeHeads(other, () => clock.now());
    await expect(new SignHeads(back, signer, record, clock).run()).rejects.toMatchObject({ code: 'log.inconsistent' });
    expect(await back.list(0, 10)).toEqual([]);
    expect(record.told).toEqual([]);
  });

  it.each([1, 2, 3])('goes on after the SAM was put back to where it was %i heads before, and tells of it', async (forgotten) => {
    for (const portion of [4, 300, 5, 6]) {
      await grow(portion);
      await sign.run();
    }
    signer.signed.splice(-forgotten);
    await grow(7);
    expect(await sign.run()).toBe(322);
    expect(record.told).toEqual([[[309, 304, 4][forgotten - 1], 315]]);
    expect(signer.signed.at(-1)?.size).toBe(322);
    // And from there as ever.
    await grow(1);
    expect(await sign.run()).toBe(323);
    expect(record.told).toHaveLength(1);
  });

  it('goes on after the SAM has forgotten all of it', async () => {
    await grow(4);
    await sign.run();
    signer.signed.splice(1);
    await grow(4);
    expect(await sign.run()).toBe(8);
    expect(record.told).toEqual([[0, 4]]);
  });

  it('does not go on where the SAM remembers a head that is none of ours', async () => {
    await grow(9);
    await sign.run();
    signer.signed.push({ size: 5, root: MerkleTree.of(5).root });
    await grow(1);
    await expect(sign.run()).rejects.toMatchObject({ code: 'log.inconsistent' });
    signer.signed.push({ size: 9, root: MerkleTree.of(9).root });
    await expect(sign.run()).rejects.toMatchObject({ code: 'log.inconsistent' });
    signer.signed.push({ size: 50, root: MerkleTree.of(50).root });
    await expect(sign.run()).rejects.toMatchObject({ code: 'log.inconsistent' });
    expect(await sizes()).toEqual([9]);
    expect(record.told).toEqual([]);
  });

  it('leaves it to a neighbour that was faster', async () => {
    await grow(4);
    const slow = new SignHeads(heads, signer, record, clock);
    await Promise.all([sign.run(), slow.run()]);
    await grow(4);
    await Promise.all([slow.run(), sign.run()]);
    expect(await sizes()).toEqual([4, 8]);
    expect(signer.signed.map(({ size }) => size)).toEqual([0, 4, 8]);
  });
});

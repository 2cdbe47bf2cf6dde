import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { MemoryReadingRecord } from '../../test/reading-record.js';
import { RefusedReaders } from './refused-readers.js';

let clock: FakeClock;
let record: MemoryReadingRecord;
let refused: RefusedReaders;
const knock = async (times: number): Promise<void> => {
  for (let count = 0; count < times; count += 1) await refused.add();
};

beforeEach(() => {
  clock = new FakeClock();
  record = new MemoryReadingRecord();
  refused = new RefusedReaders(record, clock);
});

describe('who is not let in', () => {
  it('is recorded at once the first time', async () => {
    await knock(1);
    expect(record.refused).toEqual([1]);
  });

  it('is gathered for a minute, so that a thousand knocks are one event', async () => {
    await knock(1_000);
    expect(record.refused).toEqual([1]);
    clock.advance(60_000);
    await refused.recordDue();
    expect(record.refused).toEqual([1, 999]);
  });

  it('is recorded with the next one after the minute', async () => {
    await knock(3);
    clock.advance(60_000);
    await knock(1);
    expect(record.refused).toEqual([1, 3]);
  });

  it('is recorded at the end, whatever the time', async () => {
    await knock(3);
    await refused.recordAll();
    await refused.recordAll();
    expect(record.refused).toEqual([1, 2]);
  });

  it('is not forgotten while it cannot be recorded', async () => {
    record.isBroken = true;
    await expect(knock(1)).rejects.toThrow('no database');
    record.isBroken = false;
    await knock(1);
    expect(record.refused).toEqual([2]);
  });
});

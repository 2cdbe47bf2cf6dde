import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FOR_EVER, KnownVersions } from './known-versions.js';

const HOUR = 3_600_000;

describe('the newest versions of rows', () => {
  it('are those of a plain map, in whatever order they are noted', () => {
    const note = fc.record({ name: fc.integer({ min: 0, max: 60 }).map((one) => `row/${one}`), version: fc.nat(9).map((one) => one + 1) });
    fc.assert(
      fc.property(fc.array(note, { maxLength: 300 }), (notes) => {
        const [known, plain] = [new KnownVersions(), new Map<string, number>()];
        for (const { name, version } of notes) {
          known.note(name, version, { until: FOR_EVER, now: 0 });
          plain.set(name, Math.max(plain.get(name) ?? 0, version));
        }
        for (const [name, version] of plain) expect(known.newest(name)).toBe(version);
        expect(known.size).toBe(plain.size);
        expect(known.newest('never noted')).toBe(0);
      }),
    );
  });

  it('are forgotten once they have expired, as others come; those for ever are not', () => {
    const known = new KnownVersions();
    known.note('for ever', 7, { until: FOR_EVER, now: 0 });
    for (let at = 0; at < 200_000; at += 1) known.note(`row/${at}`, 2, { until: at * 100 + HOUR, now: at * 100 });
    // One hour holds 36,000 of them.
    expect(known.size).toBeLessThan(120_000);
    expect(known.newest('row/199999')).toBe(2);
    expect(known.newest('row/165000')).toBe(2);
    expect(known.newest('row/1')).toBe(0);
    expect(known.newest('for ever')).toBe(7);
  });

  it('of many rows take some dozen bytes each', () => {
    const known = new KnownVersions();
    const before = process.memoryUsage().arrayBuffers;
    for (let at = 0; at < 300_000; at += 1) known.note(`row/${at}`, 2, { until: FOR_EVER, now: 0 });
    expect((process.memoryUsage().arrayBuffers - before) / 300_000).toBeLessThan(120);
  });
});

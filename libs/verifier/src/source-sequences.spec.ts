import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SourceSequences } from './source-sequences.js';

const of = (...numbers: number[]): SourceSequences => {
  const sequences = new SourceSequences();
  for (const number of numbers) sequences.add('sam', number);
  return sequences;
};

describe('the sequences of sources', () => {
  it('are whole in whatever order the numbers came', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 9 }), (numbers) => {
        expect(of(...numbers).gaps('one')).toEqual([]);
      }),
    );
  });

  it('name what is missing, and only that', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (numbers) => {
        const missing = Array.from({ length: Math.max(...numbers) }, (_, index) => index + 1).filter((one) => !numbers.includes(one));
        const [gap] = of(...numbers).gaps('one');
        expect(gap?.words.en.match(/^\d+/)?.[0]).toBe(missing.length === 0 ? undefined : String(missing.length));
        if (missing.length > 0) expect(gap?.words.en).toMatch(new RegExp(`: ${missing[0] ?? 0}\\b`));
      }),
    );
  });

  it('say of a number whether it was new', () => {
    const sequences = of(1, 2, 5);
    expect([sequences.add('sam', 2), sequences.add('sam', 4), sequences.add('sam', 4), sequences.add('identity', 4)]).toEqual([false, true, false, true]);
  });

  it('begin where they begin for who has only a part', () => {
    expect(of(7, 8, 9).gaps('its first number')).toEqual([]);
    expect(
      of(7, 8, 9)
        .gaps('one')
        .map(({ words }) => words.en),
    ).toEqual(['6 event(s) of sam are missing from its sequence: 1 to 6']);
  });

  it('do not miss what was set aside', () => {
    const sequences = of(1, 3);
    expect(sequences.gaps('one')).toHaveLength(1);
    sequences.setAside('sam', 2);
    expect(sequences.gaps('one')).toEqual([]);
  });

  it('miss nothing that stands in a part that was passed over, and everything else', () => {
    const sequences = of(1, 2, 3);
    sequences.passOver();
    for (const number of [10, 11]) sequences.add('sam', number);
    sequences.add('identity', 7);
    expect(sequences.gaps('one')).toEqual([]);
    sequences.add('sam', 14);
    expect(sequences.gaps('one')).toEqual([
      { source: 'sam', words: expect.objectContaining({ en: '2 event(s) of sam are missing from its sequence: 12 to 13' }) },
    ]);
    sequences.passOver();
    sequences.add('sam', 20);
    expect(sequences.gaps('one')).toHaveLength(1);
  });

  it('miss what was missing before a part was passed over', () => {
    const sequences = of(1, 3);
    sequences.passOver();
    sequences.add('sam', 9);
    expect(sequences.gaps('one')).toEqual([{ source: 'sam', words: expect.objectContaining({ en: '1 event(s) of sam are missing from its sequence: 2' }) }]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { burnRest, freshOccurrences, isOver, isSpent, settleOccurrences, takeOccurrences } from './occurrences.js';

describe('occurrences', () => {
  const authorised = ['a', 'b', 'a', 'c'];

  it('begin free', () => {
    expect(freshOccurrences(3)).toBe('fff');
    expect(isSpent('fff')).toBe(false);
  });

  it('are over when nothing is left and nothing can come back', () => {
    expect(['ssb', 'srb', 'sfb'].map(isOver)).toEqual([true, false, false]);
    expect(['ssb', 'srb', 'sfb'].map(isSpent)).toEqual([true, true, false]);
  });

  it('are taken in the order wanted, each once', () => {
    expect(takeOccurrences(authorised, 'ffff', ['c', 'a'])).toEqual({ places: [3, 0], occurrences: 'rffr' });
    expect(takeOccurrences(authorised, 'rffr', ['a', 'b'])).toEqual({ places: [2, 1], occurrences: 'rrrr' });
  });

  it.each([
    ['a stranger', 'ffff', ['d']],
    ['one more than there are', 'ffff', ['a', 'a', 'a']],
    ['one that is reserved', 'frff', ['b']],
    ['one that is signed', 'fsff', ['b']],
    ['one that is burned', 'fbff', ['b']],
    ['a good one beside a stranger', 'ffff', ['a', 'd']],
  ])('are not taken for %s', (_what, occurrences, wanted) => {
    expect(takeOccurrences(authorised, occurrences, wanted)).toBeUndefined();
  });

  it.each([
    ['signed', 'sfs'],
    ['released', 'fff'],
    ['burned', 'bfb'],
  ] as const)('end %s', (ending, expected) => {
    expect(settleOccurrences('rfr', [0, 2], [ending, ending])).toBe(expected);
  });

  it.each(['f', 's', 'b'])('never end twice (%s)', (letter) => {
    expect(() => settleOccurrences(letter, [0], ['released'])).toThrow('not reserved');
  });

  it('are spent when none is free, whatever became of them', () => {
    expect(isSpent('rsb')).toBe(true);
    expect(isSpent('rsf')).toBe(false);
    expect(burnRest('fsrf')).toBe('bsrb');
  });
});

import { describe, expect, it } from '@jest/globals';
import { RecentlyUsed } from './recently-used.js';

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `entry ${index}`);
const present = (set: RecentlyUsed, names: readonly string[]): number => names.filter((name) => set.has(name)).length;

describe('what was used recently', () => {
  it('is there', () => {
    const set = new RecentlyUsed(10);
    set.add('one');
    expect(set.has('one')).toBe(true);
  });

  it('is not there before it was taken in', () => {
    const set = new RecentlyUsed(10);
    set.add('one');
    expect(set.has('another')).toBe(false);
  });

  it('is never more than allowed, however many were taken in', () => {
    const set = new RecentlyUsed(10);
    const names = numbered(1_000);
    for (const name of names) set.add(name);
    expect(present(set, names)).toBeLessThanOrEqual(10);
  });

  it('is forgotten once it has not been asked for while others came', () => {
    const set = new RecentlyUsed(10);
    for (const name of ['old', ...numbered(20)]) set.add(name);
    expect(set.has('old')).toBe(false);
  });

  it('stays as long as it is asked for', () => {
    const set = new RecentlyUsed(10);
    set.add('kept');
    const kept = numbered(100).map((name) => {
      set.add(name);
      return set.has('kept');
    });
    expect(kept).not.toContain(false);
  });

  it('is no more than the last one where there is hardly any room', () => {
    const set = new RecentlyUsed(1);
    for (const name of ['one', 'two']) set.add(name);
    expect([set.has('one'), set.has('two')]).toEqual([false, true]);
  });
});

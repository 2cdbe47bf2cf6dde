import { describe, expect, it } from '@jest/globals';
import { LogPath } from './log-path.js';

const NOW = new Date('2027-03-01T09:00:00.000Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1_000);
const path = (): LogPath => new LogPath({ count: 100, age: 60_000 });

describe('the path to the log', () => {
  it('is open before anything was measured, and with nothing waiting', () => {
    const one = path();
    expect(() => one.demand()).not.toThrow();
    expect(one.judge({ count: 0, since: undefined }, NOW)).toBe(false);
    expect(() => one.demand()).not.toThrow();
  });

  it.each([
    [100, 60, false],
    [101, 1, true],
    [1, 61, true],
    [101, 61, true],
    // A clock that went back makes nobody wait.
    [1, -3_600, false],
  ])('with %d events, the first %d s old, closes: %s', (count, seconds, closes) => {
    const one = path();
    expect(one.judge({ count, since: ago(seconds) }, NOW)).toBe(closes);
    expect(one.isBehind).toBe(closes);
    if (closes) expect(() => one.demand()).toThrow('log.behind');
  });

  it.each([
    [51, 1],
    [1, 31],
  ])('stays closed at %d events of %d s, and opens below', (count, seconds) => {
    const one = path();
    one.judge({ count: 101, since: ago(1) }, NOW);
    expect(one.judge({ count, since: ago(seconds) }, NOW)).toBe(false);
    expect(() => one.demand()).toThrow('log.behind');
    expect(one.judge({ count: 50, since: ago(30) }, NOW)).toBe(true);
    expect(() => one.demand()).not.toThrow();
  });
});

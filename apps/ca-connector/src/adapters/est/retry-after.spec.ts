import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

const now = (): number => Date.parse('2026-03-01T00:00:00Z');

describe('when to ask again', () => {
  it.each([
    ['seconds', { 'retry-after': '120' }, 120_000],
    ['a moment, by our clock', { 'retry-after': 'Sun, 01 Mar 2026 00:02:00 GMT' }, 120_000],
    ['a moment, by a clock that is an hour ahead', { 'retry-after': 'Sun, 01 Mar 2026 01:02:00 GMT', date: 'Sun, 01 Mar 2026 01:00:00 GMT' }, 120_000],
    ['a moment, where the server’s clock cannot be read', { 'retry-after': 'Sun, 01 Mar 2026 00:02:00 GMT', date: 'noon' }, 120_000],
    ['nothing', {}, 60_000],
    ['words', { 'retry-after': 'soon' }, 60_000],
    ['at once', { 'retry-after': '0' }, 1_000],
    ['a moment that is over', { 'retry-after': 'Sun, 01 Mar 2020 00:00:00 GMT' }, 1_000],
    ['years', { 'retry-after': '999999999' }, 86_400_000],
    ['a negative number', { 'retry-after': '-5' }, 1_000],
  ])('is read from %s', (_what, headers, milliseconds) => {
    expect(retryAfterMs(headers, now)).toBe(milliseconds);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { ContainerLimits } from '@paraph/contracts';
import { isWithin, limitsInWords, requireSoundLimits } from './container-limits.js';

const at = (time: string) => new Date(`2027-03-01T${time}Z`);

describe('the hours of a container', () => {
  it.each<[string, { from: number; to: number }, string, boolean]>([
    ['begin with the first', { from: 8, to: 18 }, '08:00:00.000', true],
    ['not a millisecond before', { from: 8, to: 18 }, '07:59:59.999', false],
    ['end before the second', { from: 8, to: 18 }, '17:59:59.999', true],
    ['at which it is over', { from: 8, to: 18 }, '18:00:00.000', false],
    ['may end with the day', { from: 20, to: 24 }, '23:59:59.999', true],
    ['and not begin it', { from: 20, to: 24 }, '00:00:00.000', false],
    ['may lie around midnight: before', { from: 22, to: 6 }, '23:30:00.000', true],
    ['after', { from: 22, to: 6 }, '05:59:59.999', true],
    ['and not by day', { from: 22, to: 6 }, '12:00:00.000', false],
  ])('%s', (_what, hours, time, expected) => {
    expect(isWithin(hours, at(time))).toBe(expected);
  });
});

describe('limits', () => {
  it.each<[string, Partial<ContainerLimits>]>([
    ['hours from one to itself', { hours: { from: 8, to: 8 } }],
    ['the whole day as hours', { hours: { from: 0, to: 24 } }],
    ['a digest algorithm twice', { digestAlgorithms: ['2.16.840.1.101.3.4.2.1', '2.16.840.1.101.3.4.2.1'] }],
    ['a digest algorithm that is not signed over', { digestAlgorithms: ['1.3.14.3.2.26'] }],
  ])('are refused with %s', (_what, change) => {
    expect(() => requireSoundLimits({ perDay: 1, ...change })).toThrow('request.invalid');
    expect(() => requireSoundLimits({ perDay: 1, hours: { from: 22, to: 24 } })).not.toThrow();
  });

  it('are said in words', () => {
    const limits = { perDay: 500, hours: { from: 8, to: 18 }, digestAlgorithms: ['2.16.840.1.101.3.4.2.1', '2.16.840.1.101.3.4.2.3'] };
    expect(limitsInWords(limits)).toEqual({ perDay: '500', hours: '08:00–18:00 UTC', digests: 'sha256 sha512' });
    expect(limitsInWords({ perDay: 1 })).toEqual({ perDay: '1', hours: '–', digests: '–' });
  });
});

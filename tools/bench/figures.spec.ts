import { describe, expect, it } from '@jest/globals';
import { median, medianOf, percentile, rounded } from './figures.ts';

describe('percentiles', () => {
  it.each([
    [0.5, [4, 1, 3, 2], 2],
    [0.99, [4, 1, 3, 2], 4],
    [0.99, Array.from({ length: 1_000 }, (_, place) => place), 989],
    [0.5, [7], 7],
    [0.5, [], 0],
  ])('at %d of %j', (share, values, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });
});

describe('the median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[0, 0, 5], 0],
    [[9], 9],
  ])('of %j', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('of rounds is taken figure by figure, a program missing in one counting nothing there', () => {
    const round = (perSecond: number, cpu: Record<string, number>) => ({ perSecond, p50Ms: 1, p99Ms: perSecond, cpuMsPerSignature: cpu, ratioToBare: 0.5 });
    expect(medianOf([round(10, { sam: 1 }), round(30, { sam: 3, audit: 2 }), round(20, { sam: 2, audit: 4 })])).toEqual({
      perSecond: 20,
      p50Ms: 1,
      p99Ms: 20,
      cpuMsPerSignature: { sam: 2, audit: 2 },
      ratioToBare: 0.5,
    });
  });
});

describe('a figure', () => {
  it.each([
    [1234.567, 1235],
    [0.000123456, 0.0001235],
    [0, 0],
    [NaN, 0],
    [Infinity, 0],
  ])('%d says no more than was measured', (value, expected) => {
    expect(rounded(value)).toBe(expected);
  });
});

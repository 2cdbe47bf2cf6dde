import { expect, it } from '@jest/globals';
import { countdown } from './countdown.js';

const END = 1_800_000_000;
const at = (secondsBefore: number): Date => new Date((END - secondsBefore) * 1000);

it.each([
  ['each second', [62, 61, 60, 59, 58], [undefined, undefined, 'soon', undefined, undefined]],
  ['seldom', [200, 90, 31.5, 2], [undefined, undefined, 'soon', undefined]],
  ['between two seconds', [60.7, 59.8, 59.1], [undefined, 'soon', undefined]],
  ['late', [12, 11], ['soon', undefined]],
])('the last minute is told once when it is looked at %s', (_, looks, told) => {
  const left = countdown(END);
  expect(looks.map((seconds) => left.look(at(seconds)))).toEqual(told);
});

it('what has no end is never nearly over', () => {
  expect(countdown(Infinity).look(at(0))).toBeUndefined();
});

import { expect, it } from '@jest/globals';
import { waitingTime } from './waiting-time.js';

it.each([
  [172_800, '2 days'],
  [90_000, '1 days 1 hours'],
  [86_401, '1 days 1 hours'],
  [86_399, '24 hours'],
  [172_799, '2 days'],
  [3_600, '1 hours'],
  [5_400, '1 hours 30 minutes'],
  [3_599, '59 minutes 59 seconds'],
  [60, '1 minutes'],
  [59, '59 seconds'],
  [1, '1 seconds'],
])('%d seconds are %s', (seconds, words) => {
  expect(
    waitingTime(seconds)
      .map(({ unit, amount }) => `${amount} ${unit}`)
      .join(' '),
  ).toBe(words);
});

import { expect, it } from '@jest/globals';
import { isSimple } from './simple-pin.js';

it.each(['000000', '123456', '987654', '4567890'.slice(0, 6), '11111111'])('%s is tried first', (pin) => {
  expect(isSimple(pin)).toBe(true);
});

it.each(['482913', '112233', '135791', '123457', '102030'])('%s is not', (pin) => {
  expect(isSimple(pin)).toBe(false);
});

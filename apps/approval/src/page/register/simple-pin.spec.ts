import { expect, it } from '@jest/globals';
import { isSimple } from './simple-pin.js';

it.each(['000000', '123456', '987654', '890123', '246802', '11111111', '121212', '123123', '471471471'])('%s is tried first', (pin) => {
  expect(isSimple(pin)).toBe(true);
});

it.each(['482913', '112233', '123457', '102030', '4829134829', '135781'])('%s is not', (pin) => {
  expect(isSimple(pin)).toBe(false);
});

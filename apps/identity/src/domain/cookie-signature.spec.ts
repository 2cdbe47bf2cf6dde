import { expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { CookieSignature } from './cookie-signature.js';

const old = new Secret('an old secret of a sufficient length');
const current = new Secret('a new secret that is long enough too');
const data = 'paraph_interaction=abc';

it('verifies what it signed, and what an older key signed, which is then due for a new one', () => {
  const signature = new CookieSignature([current, old]);
  expect([signature.verify(data, signature.sign(data)), signature.index(data, new CookieSignature([old]).sign(data))]).toEqual([true, 1]);
});

it('verifies nothing else', () => {
  const signature = new CookieSignature([current]);
  const forged = [new CookieSignature([old]).sign(data), signature.sign('paraph_interaction=abd'), '', 'A'.repeat(43)];
  expect(forged.map((one) => signature.verify(data, one))).toEqual([false, false, false, false]);
});

it('is nothing without a key', () => {
  expect(() => new CookieSignature([])).toThrow('cookies need a key');
});

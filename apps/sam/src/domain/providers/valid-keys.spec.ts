import { describe, expect, it } from '@jest/globals';
import { keyThumbprint } from './key-names.js';
import { validKeys } from './valid-keys.js';

const now = new Date('2027-03-01T09:00:00.000Z');
const at = (offset: number) => new Date(now.getTime() + offset);
const key = (kid: string, notBefore?: Date, notAfter?: Date) => ({ jwk: { kid }, notBefore, notAfter });

describe('a pinned key', () => {
  it.each([
    ['without dates', undefined, undefined, true],
    ['from this moment on', at(0), undefined, true],
    ['from the next moment on', at(1), undefined, false],
    ['until this moment', undefined, at(0), false],
    ['until the next moment', undefined, at(1), true],
    ['in its time', at(-1), at(1), true],
    ['after its time', at(-2), at(-1), false],
    ['before its time', at(1), at(2), false],
  ])('%s counts: %3$s', (_what, notBefore, notAfter, counts) => {
    expect(validKeys([key('a', notBefore, notAfter), key('b')], now).map(({ jwk }) => jwk.kid)).toEqual(counts ? ['a', 'b'] : ['b']);
  });
});

it('keys are named by the same thumbprint whatever else stands in them', () => {
  const ec = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
  expect(keyThumbprint({ ...ec, kid: 'a', use: 'sig' })).toBe(keyThumbprint(ec));
  expect(keyThumbprint({ ...ec, y: 'z' })).not.toBe(keyThumbprint(ec));
  expect(keyThumbprint({ kty: 'RSA', n: 'n', e: 'AQAB' })).not.toBe(keyThumbprint({ kty: 'RSA', n: 'm', e: 'AQAB' }));
});

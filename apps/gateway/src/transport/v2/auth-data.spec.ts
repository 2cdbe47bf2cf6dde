import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { CscRefusal } from '../csc-error.js';
import { Members } from '../members.js';
import { authObjectId, decodeAuthData } from './auth-data.js';

const decode = (authData: unknown) => decodeAuthData(Members.parse(JSON.stringify({ authData })));
const refusal = (authData: unknown): string => {
  try {
    decode(authData);
    return 'none';
  } catch (error) {
    if (error instanceof CscRefusal) return `${error.wire.error}: ${error.wire.description}`;
    throw error;
  }
};

describe('authData', () => {
  it('is read by the ids of the objects, in capitals or not', () => {
    const brought = decode([
      { id: 'otp', value: '123456' },
      { id: 'Pin', value: '471125', more: 1 },
    ]);
    expect(brought.map(({ id, value }) => [id, value.reveal()])).toEqual([
      ['OTP', '123456'],
      ['PIN', '471125'],
    ]);
  });

  it('may be an order over as many digests as there may be', () => {
    expect(decode([{ id: 'ORDER', value: 'x'.repeat(64_000) }])).toHaveLength(1);
  });

  it('is printed by nobody once it was read', () => {
    const brought = decode([{ id: 'PIN', value: '471125' }]);
    expect(inspect(brought, { depth: 9, showHidden: true }) + JSON.stringify(brought) + brought.map(({ value }) => value.toString()).join()).not.toContain(
      '471125',
    );
  });

  it.each([undefined, null, 'PIN', 7, {}, true])('that is %j is missing', (authData) => {
    expect(refusal(authData)).toBe('invalid_request: Missing (or invalid type) array parameter authData');
  });

  it.each([
    [['471125']],
    [[null]],
    [[[]]],
    [[{}]],
    [[{ value: '1' }]],
    [[{ id: 7, value: '1' }]],
    [[{ id: 'PIN', value: 471125 }]],
    [[{ id: 'PIN', value: {} }]],
  ])('that is %j has not the form', (authData) => {
    expect(refusal(authData)).toBe('invalid_request: Invalid parameter authData');
  });

  it.each<[string, unknown[]]>([
    ['nothing is brought', []],
    ['an object no credential has is named', [{ id: 'SMS', value: '1' }]],
    ['a name every object has is named', [{ id: 'constructor', value: '1' }]],
    ['nothing is named', [{ id: '', value: '1' }]],
    ['there is no value', [{ id: 'PIN' }]],
    ['the value is null', [{ id: 'PIN', value: null }]],
    ['the value is empty', [{ id: 'PIN', value: '' }]],
    ['the value is longer than any', [{ id: 'PIN', value: 'x'.repeat(64_001) }]],
    ['something comes twice', ['PIN', 'pin'].map((id) => ({ id, value: '1' }))],
    ['one of them is wrong', [{ id: 'PIN', value: '1' }, { id: 'SMS' }]],
    ['there are very many', Array.from({ length: 10_000 }, () => ({ id: 'PIN', value: '1' }))],
  ])('proves nothing where %s', (_, authData) => {
    expect(refusal(authData)).toBe('invalid_authentication_data: The authentication data is invalid');
  });
});

it.each(['', 'OTPS', '__proto__', 'toString', 'ＯＴＰ'])('%j names no authentication object', (text) => {
  expect(authObjectId(text)).toBeUndefined();
});

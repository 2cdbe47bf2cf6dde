import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { z } from 'zod';
import { CscRefusal } from '../csc-error.js';
import { Members } from '../members.js';
import { decode as decodeBy } from '../wire/member.js';
import { authDataMember, authObjectId, broughtOf } from './auth-data.js';

const schema = z.object({ authData: authDataMember() });
const decode = async (authData: unknown) => broughtOf((await decodeBy(schema, Members.parse(JSON.stringify({ authData })))).authData);
const refusal = async (authData: unknown): Promise<string> => {
  try {
    await decode(authData);
    return 'none';
  } catch (error) {
    if (error instanceof CscRefusal) return `${error.wire.error}: ${error.wire.description}`;
    throw error;
  }
};

describe('authData', () => {
  it.each([[[]], [[{ id: 'LINK' }]], [[{ id: 'link', value: null }]], [[{ id: 'LINK', value: '' }]]])(
    'brings nothing where the signer is to be asked: %j',
    async (authData) => {
      expect(await decode(authData)).toEqual([]);
    },
  );

  it('is read by the ids of the objects, in capitals or not', async () => {
    const brought = await decode([
      { id: 'otp', value: '123456' },
      { id: 'Pin', value: '471125', more: 1 },
    ]);
    expect(brought.map(({ id, value }) => [id, value.reveal()])).toEqual([
      ['OTP', '123456'],
      ['PIN', '471125'],
    ]);
  });

  it('may be an order over as many digests as there may be', async () => {
    expect(await decode([{ id: 'ORDER', value: 'x'.repeat(64_000) }])).toHaveLength(1);
  });

  it('is printed by nobody once it was read', async () => {
    const brought = await decode([{ id: 'PIN', value: '471125' }]);
    expect(inspect(brought, { depth: 9, showHidden: true }) + JSON.stringify(brought) + brought.map(({ value }) => value.toString()).join()).not.toContain(
      '471125',
    );
  });

  it.each([undefined, null, 'PIN', 7, {}, true])('that is %j is missing', async (authData) => {
    expect(await refusal(authData)).toBe('invalid_request: Missing (or invalid type) array parameter authData');
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
  ])('that is %j has not the form', async (authData) => {
    expect(await refusal(authData)).toBe('invalid_request: Invalid parameter authData');
  });

  it.each<[string, unknown[]]>([
    ['an object no credential has is named', [{ id: 'SMS', value: '1' }]],
    ['a name every object has is named', [{ id: 'constructor', value: '1' }]],
    ['nothing is named', [{ id: '', value: '1' }]],
    ['there is no value', [{ id: 'PIN' }]],
    ['the value is null', [{ id: 'PIN', value: null }]],
    ['the value is empty', [{ id: 'PIN', value: '' }]],
    ['the value is longer than any', [{ id: 'PIN', value: 'x'.repeat(64_001) }]],
    ['something comes twice', ['PIN', 'pin'].map((id) => ({ id, value: '1' }))],
    ['a link is beside something', [{ id: 'LINK' }, { id: 'PIN', value: '1' }]],
    ['one of them is wrong', [{ id: 'PIN', value: '1' }, { id: 'SMS' }]],
    ['there are very many', Array.from({ length: 10_000 }, () => ({ id: 'PIN', value: '1' }))],
  ])('proves nothing where %s', async (_, authData) => {
    expect(await refusal(authData)).toBe('invalid_authentication_data: The authentication data is invalid');
  });
});

it.each(['', 'OTPS', '__proto__', 'toString', 'ＯＴＰ'])('%j names no authentication object', (text) => {
  expect(authObjectId(text)).toBeUndefined();
});

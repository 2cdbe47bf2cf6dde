import { describe, expect, it } from '@jest/globals';
import { statementKeys } from './statement-keys.js';

const key = { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43), kid: 'statement-1' };

describe('the pinned keys', () => {
  it('are one key or a set', () => {
    const next = { ...key, kid: 'statement-2', alg: 'ES256', use: 'sig' };
    expect([statementKeys.parse(key), statementKeys.parse({ keys: [key, next] })]).toEqual([[key], [key, next]]);
  });

  it.each([
    ['a private key', { ...key, d: 'd'.repeat(43) }],
    ['another curve', { ...key, crv: 'P-384' }],
    ['a key without a name', { ...key, kid: undefined }],
    ['two keys of one name', { keys: [key, key] }],
    ['an empty set', { keys: [] }],
    ['nothing', {}],
  ])('are not %s', (_, value) => {
    expect(statementKeys.safeParse(value).success).toBe(false);
  });
});

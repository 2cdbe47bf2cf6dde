import { describe, expect, it } from '@jest/globals';
import { parseFragment } from './fragment.js';

const UID = 'V1StGXR8_Z5jdHi6B-myT';

describe('the fragment', () => {
  it('carries the interaction and the statement', () => {
    expect(parseFragment(`#uid=${UID}&statement=e30.e30.AA`)).toEqual({ uid: UID, statement: 'e30.e30.AA' });
  });

  it.each(['', '#'])('%j is no request', (fragment) => {
    expect(() => parseFragment(fragment)).toThrow('request.missing');
  });

  it.each([
    ['no statement', `#uid=${UID}`],
    ['no uid', '#statement=e30.e30.AA'],
    ['two uids', `#uid=${UID}&uid=${UID}&statement=e30.e30.AA`],
    ['an address for identity', `#uid=${UID}&statement=e30.e30.AA&identity=https://evil.example`],
    ['a short uid', '#uid=abc&statement=e30.e30.AA'],
    ['a long uid', `#uid=${'a'.repeat(65)}&statement=e30.e30.AA`],
    ['a uid that climbs', '#uid=..%2F..%2Foauth2&statement=e30.e30.AA'],
    ['a uid with a query', `#uid=${UID}%3Fx&statement=e30.e30.AA`],
    ['a uid that ends a line', `#uid=${UID}%0A&statement=e30.e30.AA`],
    ['a statement of two parts', `#uid=${UID}&statement=e30.e30`],
    ['a statement with a blank', `#uid=${UID}&statement=e30.e30.A+A`],
    ['more than any request needs', `#uid=${UID}&statement=e30.e30.${'A'.repeat(2_000_000)}`],
  ])('with %s is refused', (_, fragment) => {
    expect(() => parseFragment(fragment)).toThrow('request.malformed');
  });
});

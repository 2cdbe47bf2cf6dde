import { describe, expect, it } from '@jest/globals';
import { distinguishedName, type NameAttribute } from './distinguished-name.js';

const cn = (text: string): NameAttribute => ({ type: '2.5.4.3', text, der: Uint8Array.of(0x0c, 0x01, 0x41) });
const name = (text: string): string => distinguishedName([[cn(text)]]);

describe('a distinguished name (RFC 4514)', () => {
  it('begins with the last element of the certificate', () => {
    const text = distinguishedName([
      [{ type: '2.5.4.6', text: 'FR', der: new Uint8Array() }],
      [{ type: '2.5.4.10', text: 'Example', der: new Uint8Array() }],
      [cn('Alice')],
    ]);
    expect(text).toBe('CN=Alice,O=Example,C=FR');
  });

  it('joins several attributes of one element by a plus sign', () => {
    expect(distinguishedName([[{ type: '2.5.4.11', text: 'Sales', der: new Uint8Array() }, cn('J.  Smith')]])).toBe('OU=Sales+CN=J.  Smith');
  });

  it('writes a type without a short name as digits and hexadecimal', () => {
    const given: NameAttribute = { type: '2.5.4.42', text: 'Alice', der: Uint8Array.from([0x0c, 0x05, 0x41, 0x6c, 0x69, 0x63, 0x65]) };
    expect(distinguishedName([[given]])).toBe('2.5.4.42=#0c05416c696365');
  });

  it('writes a value that is no string in hexadecimal', () => {
    expect(distinguishedName([[{ type: '2.5.4.3', text: undefined, der: Uint8Array.of(5, 0) }]])).toBe('CN=#0500');
  });

  it.each([
    ['James "Jim" Smith, III', 'CN=James \\"Jim\\" Smith\\, III'],
    ['a+b;c<d>e\\f', 'CN=a\\+b\\;c\\<d\\>e\\\\f'],
    ['#1', 'CN=\\#1'],
    ['a#1', 'CN=a#1'],
    [' a ', 'CN=\\ a\\ '],
    [' ', 'CN=\\ '],
    ['  ', 'CN=\\ \\ '],
    ['\\ ', 'CN=\\\\\\ '],
    ['Before\rAfter', 'CN=Before\rAfter'],
    ['a\0b', 'CN=a\\00b'],
    ['Lučić', 'CN=Lučić'],
    ['', 'CN='],
  ])('escapes %j', (text, written) => {
    expect(name(text)).toBe(written);
  });

  it('of no element is empty', () => {
    expect(distinguishedName([])).toBe('');
  });
});

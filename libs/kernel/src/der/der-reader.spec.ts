import { describe, expect, it } from '@jest/globals';
import { extensionsOf } from './der-extensions.js';
import { DerFields, elementAt, NotDer, onlyElement, TAG } from './der-reader.js';
import { booleanOf, hexOf, momentOf, numberOf, octetsOf, oidOf } from './der-values.js';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const only = (hex: string, tag: number) => onlyElement(bytes(hex), tag);
const text = (tag: number, content: string) => ({ tag, content: new Uint8Array(Buffer.from(content)), encoded: new Uint8Array() });

describe('DER', () => {
  it('is read element by element', () => {
    const fields = DerFields.of(bytes('30 07 02 01 05 04 02 0a0b'));
    expect(numberOf(fields.take(TAG.integer))).toBe(5);
    expect([...fields.take(TAG.octetString).content]).toEqual([10, 11]);
    expect(() => fields.end()).not.toThrow();
  });

  it('is read with lengths of several octets', () => {
    expect(elementAt(Buffer.concat([bytes('04 82 0100'), new Uint8Array(256)])).content).toHaveLength(256);
  });

  it.each([
    ['nothing', ''],
    ['a tag alone', '30'],
    ['less than its length says', '04 03 0102'],
    ['a length cut off', '04 82 01'],
    ['an indefinite length', '30 80 0000'],
    ['a long length that fits into one octet', '04 81 05 0102030405'],
    ['a length with a zero in front', `04 82 0080 ${'00'.repeat(128)}`],
    ['a length beyond all bounds', '04 85 0100000000'],
    ['a tag of several octets', '1f 81 01 00'],
  ])('is refused as %s', (_what, hex) => {
    expect(() => elementAt(bytes(hex))).toThrow(NotDer);
  });

  it('is refused with something behind it, under another tag, and with a field nobody asked for', () => {
    expect(() => only('0500 00', TAG.null)).toThrow(NotDer);
    expect(() => only('0500', TAG.sequence)).toThrow(NotDer);
    expect(() => DerFields.of(bytes('30 02 0500')).end()).toThrow(NotDer);
  });

  it('has object identifiers', () => {
    expect(oidOf(only('06 08 2a8648ce3d040302', TAG.oid))).toBe('1.2.840.10045.4.3.2');
    expect(oidOf(only('06 03 883701', TAG.oid))).toBe('2.999.1');
  });

  it.each(['0600', '06 02 2a86', '06 03 2a8001'])('refuses the object identifier %s', (hex) => {
    expect(() => oidOf(only(hex, TAG.oid))).toThrow(NotDer);
  });

  it('has numbers, as hexadecimal like serial numbers elsewhere', () => {
    expect(hexOf(only('02 02 00ff', TAG.integer))).toBe('ff');
    expect(hexOf(only('02 01 00', TAG.integer))).toBe('00');
  });

  it.each(['0200', '02 01 ff', '02 02 0001'])('refuses the number %s', (hex) => {
    expect(() => hexOf(only(hex, TAG.integer))).toThrow(NotDer);
  });

  it('has one way to say true', () => {
    expect([booleanOf(only('0101ff', TAG.boolean)), booleanOf(only('010100', TAG.boolean))]).toEqual([true, false]);
    expect(() => booleanOf(only('010101', TAG.boolean))).toThrow(NotDer);
  });

  it('refuses bits that end within an octet', () => {
    expect(() => octetsOf(only('03 02 0180', TAG.bitString))).toThrow(NotDer);
  });

  it('has moments of two kinds', () => {
    expect(momentOf(text(TAG.utcTime, '491231235959Z'))).toEqual(new Date('2049-12-31T23:59:59Z'));
    expect(momentOf(text(TAG.utcTime, '500101000000Z'))).toEqual(new Date('1950-01-01T00:00:00Z'));
    expect(momentOf(text(TAG.generalizedTime, '99991231235959Z'))).toEqual(new Date('9999-12-31T23:59:59Z'));
  });

  it.each([
    [TAG.utcTime, '4912312359Z'],
    [TAG.utcTime, '491231235959+0100'],
    [TAG.generalizedTime, '20260230000000Z'],
    [TAG.generalizedTime, '20260101000000.5Z'],
    [TAG.generalizedTime, '20260101240000Z'],
    [TAG.octetString, '20260101000000Z'],
  ])('refuses a moment of type %i: %s', (tag, written) => {
    expect(() => momentOf(text(tag, written))).toThrow(NotDer);
  });

  it('refuses an extension that stands twice', () => {
    const one = '30 07 06 03 551d14 04 00';
    expect(extensionsOf(bytes(one))).toHaveLength(1);
    expect(() => extensionsOf(bytes(one + one))).toThrow(NotDer);
  });
});

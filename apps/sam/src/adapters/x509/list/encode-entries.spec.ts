import { describe, expect, it } from '@jest/globals';
import { AsnConvert } from '@peculiar/asn1-schema';
import { CRLReason, id_ce_cRLReasons, RevokedCertificate } from '@peculiar/asn1-x509';
import type { Revocation, RevocationReason } from '../../../domain/x509/contents.js';
import { encodeEntries } from './encode-entries.js';
import { encoded, packed } from './list-entries.js';

const revokedAt = new Date('2027-04-01T10:20:30.000Z');
const entry = (change: Partial<Revocation> = {}): Revocation => ({ serialNumber: '4f', revokedAt, reason: 'unspecified', ...change });
const read = (revocation: Revocation) => AsnConvert.parse(encoded(packed([revocation])), RevokedCertificate);

describe('an entry of a revocation list', () => {
  it.each([
    ['01', '01'],
    ['7f', '7f'],
    ['80', '0080'],
    ['00ff', '00ff'],
    ['abc', '0abc'],
    ['f'.repeat(40), `00${'f'.repeat(40)}`],
  ])('has the serial number %s as a positive INTEGER of the shortest form', (serialNumber, content) => {
    expect(Buffer.from(read(entry({ serialNumber })).userCertificate).toString('hex')).toBe(content);
  });

  it.each(['2027-04-01T10:20:30.000Z', '2049-12-31T23:59:59.999Z', '2050-01-01T00:00:00.000Z', '9999-12-31T23:59:59.000Z'])(
    'says %s in whole seconds',
    (text) => {
      const { revocationDate } = read(entry({ revokedAt: new Date(text) }));
      expect(revocationDate.getTime().toISOString()).toBe(`${text.slice(0, 19)}.000Z`);
      expect(revocationDate.utcTime === undefined).toBe(text >= '2050');
    },
  );

  it.each<[RevocationReason, number | undefined]>([
    ['unspecified', undefined],
    ['keyCompromise', 1],
    ['affiliationChanged', 3],
    ['superseded', 4],
    ['cessationOfOperation', 5],
    ['privilegeWithdrawn', 9],
  ])('says %s', (reason, code) => {
    const { crlEntryExtensions = [] } = read(entry({ reason }));
    const said = [...crlEntryExtensions].map(({ extnID, critical, extnValue }) => ({
      extnID,
      critical,
      reason: Number(AsnConvert.parse(extnValue.buffer, CRLReason).reason),
    }));
    expect(said).toEqual(code === undefined ? [] : [{ extnID: id_ce_cRLReasons, critical: false, reason: code }]);
  });

  it.each(['', 'xyz', 'f'.repeat(42)])('is not made of a serial number like “%s”', (serialNumber) => {
    expect(() => encoded(packed([entry({ serialNumber })]))).toThrow('a serial number that no certificate has');
  });
});

describe('the entries of a long list', () => {
  const many = Array.from({ length: 4_321 }, (_, index) =>
    entry({ serialNumber: (index + 1).toString(16), reason: index % 2 === 0 ? 'superseded' : 'unspecified' }),
  );

  it('are written by another thread as they would be here, in their order', async () => {
    expect(Buffer.from(await encodeEntries(many)).equals(encoded(packed(many)))).toBe(true);
  });

  it('fail where one of them is none, and leave no half of a list', async () => {
    await expect(encodeEntries([...many, entry({ serialNumber: 'f'.repeat(42) })])).rejects.toThrow('a serial number that no certificate has');
  });

  it('of a list without revocations are none', async () => {
    expect(await encodeEntries([])).toHaveLength(0);
  });
});

import { afterAll, describe, expect, it } from '@jest/globals';
import { OpenSsl } from '@paraph/testing';
import { readFileSync } from 'node:fs';
import { DerRevocationListReader } from './der-revocation-list-reader.js';

const openssl = new OpenSsl();
afterAll(() => openssl.remove());
const reader = new DerRevocationListReader();
const time = (moment: string): string => moment.replace(/[-:T]/g, '');

/** A list by OpenSSL of certificates revoked at these moments, in its own format of an index. */
function aList(entries: readonly (readonly [serial: string, at: string])[]): Uint8Array {
  const lines = entries.map(([serial, at]) => `R\t300101000000Z\t${time(at)}\t${serial}\tunknown\t/CN=x\n`);
  openssl.file('index', lines.join(''));
  openssl.file('number', '01\n');
  const section = `database=${openssl.path('index')}\ncrlnumber=${openssl.path('number')}\ndefault_md=sha256\ndefault_crl_days=1`;
  const configuration = openssl.file('ca.cnf', `[ca]\ndefault_ca=one\n[one]\n${section}\n`);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', openssl.path('ca.key')];
  openssl.must('req', '-x509', ...key, '-subj', '/CN=ca', '-days', '1', '-out', openssl.path('ca.pem'));
  openssl.must(
    'ca',
    '-gencrl',
    '-config',
    configuration,
    '-keyfile',
    openssl.path('ca.key'),
    '-cert',
    openssl.path('ca.pem'),
    '-out',
    openssl.path('list.pem'),
  );
  openssl.must('crl', '-in', openssl.path('list.pem'), '-outform', 'DER', '-out', openssl.path('list.der'));
  return new Uint8Array(readFileSync(openssl.path('list.der')));
}

describe('the entries of a list', () => {
  const list = aList(
    [
      ['0A', '20270301085959Z'],
      ['FF01', '20270301090000Z'],
      ['7F', '20270302000000Z'],
    ].map(([serial = '', at = '']) => [serial, at.slice(2)] as const),
  );

  it('are those that were revoked then or later', () => {
    expect([...reader.revokedSince(list, new Date('2027-03-01T09:00:00.000Z'))].sort()).toEqual(['7f', 'ff01']);
    expect(reader.revokedSince(list, new Date('2027-03-01T09:00:01.000Z'))).toEqual(['7f']);
    expect(reader.revokedSince(list, new Date('2027-03-03T00:00:00.000Z'))).toEqual([]);
    expect(reader.revokedSince(list, new Date('1999-01-01T00:00:00.000Z'))).toHaveLength(3);
  });

  it('are none in a list without any', () => {
    expect(reader.revokedSince(aList([]), new Date(0))).toEqual([]);
  });

  it('are not guessed from what is no list', () => {
    for (const bytes of [new Uint8Array(), Uint8Array.of(0x30, 0), list.subarray(0, 100), Uint8Array.of(0x30, 0x80, 0, 0)]) {
      expect(() => reader.revokedSince(bytes, new Date(0))).toThrow();
    }
  });
});

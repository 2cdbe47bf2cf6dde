import { describe, expect, it } from '@jest/globals';
import { certificatePair } from '../../test/certificate-builder.js';
import { DerCertificates } from './der-certificates.js';

const reader = new DerCertificates();

describe('a certificate', () => {
  it('is read from its DER', async () => {
    const [leaf] = await certificatePair([{ C: ['FR'] }, { '2.5.4.5': ['IDCFR-7'] }, { CN: ['Zoé <Martin>'] }]);
    expect(reader.read(leaf)).toEqual({
      issuer: 'CN=Issuing CA,O=Example\\, Trust,C=FR',
      subject: expect.stringMatching(/^CN=Zoé \\<Martin\\>,2\.5\.4\.5=#(?:0c|13)0749444346522d37,C=FR$/),
      serialNumber: 'F1AB02',
      validFrom: new Date('2027-01-02T03:04:05Z'),
      validTo: new Date('2029-01-02T03:04:05Z'),
      policies: ['0.4.0.194112.1.2'],
    });
  });

  it('may have no policies', async () => {
    const [, issuer] = await certificatePair([{ CN: ['x'] }]);
    expect(reader.read(issuer)).toMatchObject({ policies: [], serialNumber: '01' });
  });

  it.each(['', 'MAA=', 'no certificate'])('is not %j', (text) => {
    expect(() => reader.read(text)).toThrow();
  });
});

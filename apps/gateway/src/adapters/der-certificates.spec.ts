import { describe, expect, it } from '@jest/globals';
import { certificatePair } from '../../test/certificate-builder.js';
import { DerCertificates } from './der-certificates.js';
import { qcStatementIds } from './qc-statements.js';

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
      shortName: 'CN=Zoé \\<Martin\\>',
      policies: ['0.4.0.194112.1.2'],
      qcStatements: [],
    });
  });

  it('is called by its organisation and its name, in this order, whatever the certificate has', async () => {
    const [leaf] = await certificatePair([{ C: ['FR'] }, { CN: ['Seal'] }, { OU: ['x'] }, { O: ['Example, SA'] }]);
    expect(reader.read(leaf).shortName).toBe('O=Example\\, SA,CN=Seal');
    const [nameless] = await certificatePair([{ C: ['FR'] }]);
    expect(reader.read(nameless).shortName).toBe('');
  });

  it('says which statements it makes (EN 319 412-5)', () => {
    // SEQUENCE { SEQUENCE { QcCompliance }, SEQUENCE { QcType, SEQUENCE { eSign } } }
    const statements = Buffer.from('301f300806060400' + '8e460101' + '301306060400' + '8e460106' + '3009060704008e46010601', 'hex');
    expect(qcStatementIds(new Uint8Array(statements).buffer)).toEqual(['0.4.0.1862.1.1', '0.4.0.1862.1.6']);
  });

  it('may have no policies', async () => {
    const [, issuer] = await certificatePair([{ CN: ['x'] }]);
    expect(reader.read(issuer)).toMatchObject({ policies: [], serialNumber: '01' });
  });

  it.each(['', 'MAA=', 'no certificate'])('is not %j', (text) => {
    expect(() => reader.read(text)).toThrow();
  });
});

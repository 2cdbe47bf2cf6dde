import { beforeAll, describe, expect, it } from '@jest/globals';
import { newRequest, TestPki } from '../../../test/test-pki.js';
import { isSameName, issuerText, subjectText } from './distinguished-name.js';

describe('a name as text', () => {
  let pki: TestPki;
  beforeAll(async () => void (pki = await TestPki.create()));

  it('has the last part first', async () => {
    const certificate = await pki.certify(await newRequest('C=FR, O=Analytical Engines, CN=Ada Byron'));
    expect(subjectText(certificate)).toBe('CN=Ada Byron,O=Analytical Engines,C=FR');
    expect(issuerText(certificate)).toBe('O=Test,CN=Test Issuing');
  });

  it('has the names that EJBCA knows, and numbers for others', async () => {
    const certificate = await pki.certify(await newRequest('2.5.4.97=VATFR-1,2.5.4.5=7,2.5.4.65=Ada,2.5.4.4=Byron'));
    expect(subjectText(certificate)).toBe('SURNAME=Byron,2.5.4.65=Ada,SN=7,organizationIdentifier=VATFR-1');
  });

  it('has marks escaped', async () => {
    const certificate = await pki.certify(await newRequest(String.raw`O=Byron\, Ada \+ Co.`));
    expect(subjectText(certificate)).toBe(String.raw`O=Byron\, Ada \+ Co.`);
  });

  it.each([
    ['CN=A,O=B', 'O=B, cn=A', true],
    [String.raw`CN=A\,O=B,C=FR`, String.raw`C=FR,CN=A\,O=B`, true],
    [String.raw`CN=A\,O=B`, 'CN=A,O=B', false],
    ['CN=A,O=B', 'CN=a,O=B', false],
    ['CN=A,O=B', 'CN=A', false],
    ['CN=A', '', false],
  ])('%s, and %s: the same is %p', (one, other, same) => {
    expect(isSameName(one, other)).toBe(same);
  });
});

import { expect, it } from '@jest/globals';
import { Certificates, type CertificateFacts } from '../domain/certificates.js';
import { RememberedCertificates } from './remembered-certificates.js';

class Reader extends Certificates {
  readonly asked: string[] = [];
  override read(certificate: string): CertificateFacts {
    if (certificate === 'broken') throw new Error('no certificate');
    this.asked.push(certificate);
    return { subject: certificate } as CertificateFacts;
  }
}

it('reads each certificate once, and never mixes two up', () => {
  const reader = new Reader();
  const certificates = new RememberedCertificates(reader);
  expect(['a', 'b', 'a', 'b'].map((one) => certificates.read(one).subject)).toEqual(['a', 'b', 'a', 'b']);
  expect(reader.asked).toEqual(['a', 'b']);
});

it('keeps no failure', () => {
  const certificates = new RememberedCertificates(new Reader());
  for (const _ of [1, 2]) expect(() => certificates.read('broken')).toThrow('no certificate');
});

it('keeps a bounded number, those used last', () => {
  const reader = new Reader();
  const certificates = new RememberedCertificates(reader);
  certificates.read('first');
  for (let index = 0; index < 1_999; index += 1) certificates.read(`c${index}`);
  certificates.read('first');
  certificates.read('one more');
  certificates.read('first');
  certificates.read('c0');
  expect(reader.asked.filter((one) => one === 'first' || one === 'c0')).toEqual(['first', 'c0', 'c0']);
});

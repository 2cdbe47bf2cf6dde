import { membersOf } from './der.js';

const VERSION = 0xa0;

/** What CMP quotes of a certificate, as DER and as it stands in it: a name that is encoded again may differ. */
export interface CertificateParts {
  /** INTEGER. */
  readonly serialNumber: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
}

/** @throws for what is no DER of a certificate */
export function partsOfCertificate(certificate: Uint8Array): CertificateParts {
  const [tbs] = membersOf(certificate);
  const members = tbs ? membersOf(tbs.whole) : [];
  const [serialNumber, , issuer, , subject] = members[0]?.tag === VERSION ? members.slice(1) : members;
  if (!serialNumber || !issuer || !subject) throw new Error('no certificate');
  return { serialNumber: serialNumber.whole, issuer: issuer.whole, subject: subject.whole };
}

/** What a PKCS#10 request asks for, as DER and as it stands in it. */
export interface RequestParts {
  readonly subject: Uint8Array;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
}

/** @throws for what is no DER of a request */
export function partsOfRequest(csr: Uint8Array): RequestParts {
  const [info] = membersOf(csr);
  const [, subject, publicKey] = info ? membersOf(info.whole) : [];
  if (!subject || !publicKey) throw new Error('no certification request');
  return { subject: subject.whole, publicKey: publicKey.whole };
}

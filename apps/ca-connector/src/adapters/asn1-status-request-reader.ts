import { OCSPRequest, type CertID } from '@peculiar/asn1-ocsp';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import { createHash } from 'node:crypto';
import { StatusRequestReader, type StatusQuestion } from '../domain/status-request-reader.js';

/** Digests by which clients name an issuer; answers are composed for these two. */
const digests: Readonly<Record<string, string>> = { '1.3.14.3.2.26': 'sha1', '2.16.840.1.101.3.4.2.1': 'sha256' };

/** Longest serial number that a certificate may have, in hexadecimal digits (RFC 5280 section 4.1.2.2). */
const LONGEST_SERIAL = 40;

/** Reads OCSP requests with the ASN.1 classes. Signatures and extensions of a request, a nonce among them, do not matter here. */
export class Asn1StatusRequestReader extends StatusRequestReader {
  override read(request: Uint8Array, issuer: Uint8Array): StatusQuestion {
    const asked = parse(request);
    if (!asked || asked.length === 0) return { error: 'malformedRequest' };
    const [certID, ...others] = asked;
    // One question, one answer: what is composed ahead of time cannot speak of several (RFC 5019 section 2.1.1).
    if (!certID || others.length > 0 || !names(certID, AsnConvert.parse(issuer, Certificate))) return { error: 'unauthorized' };
    const serialNumber = Buffer.from(certID.serialNumber)
      .toString('hex')
      .replace(/^(?:00)+(?=..)/, '');
    return serialNumber === '' || serialNumber.length > LONGEST_SERIAL ? { error: 'malformedRequest' } : { serialNumber };
  }
}

function parse(request: Uint8Array): readonly CertID[] | undefined {
  try {
    return AsnConvert.parse(request, OCSPRequest).tbsRequest.requestList.map(({ reqCert }) => reqCert);
  } catch {
    return undefined;
  }
}

function names({ hashAlgorithm, issuerNameHash, issuerKeyHash }: CertID, { tbsCertificate }: Certificate): boolean {
  const digest = digests[hashAlgorithm.algorithm];
  if (digest === undefined) return false;
  const hash = (bytes: ArrayBuffer) => createHash(digest).update(new Uint8Array(bytes)).digest();
  return (
    hash(AsnConvert.serialize(tbsCertificate.subject)).equals(new Uint8Array(issuerNameHash.buffer)) &&
    hash(tbsCertificate.subjectPublicKeyInfo.subjectPublicKey).equals(new Uint8Array(issuerKeyHash.buffer))
  );
}

import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { createPublicKey, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { CertificationRequestReader } from '../domain/certification-request-reader.js';

/** Digest of each signature algorithm a request may carry: SHA-2 only (ACT-09). */
const digests: Readonly<Record<string, string>> = {
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
};

/** Reads requests with the ASN.1 classes and verifies them with Node's crypto. */
export class Asn1CertificationRequestReader extends CertificationRequestReader {
  override provenKey(csr: Uint8Array): Uint8Array | undefined {
    try {
      const request = AsnConvert.parse(csr, CertificationRequest);
      const digest = digests[request.signatureAlgorithm.algorithm];
      const signed = request.certificationRequestInfoRaw;
      if (digest === undefined || !signed) return undefined;
      const subjectKey = Buffer.from(AsnConvert.serialize(request.certificationRequestInfo.subjectPKInfo));
      const key = createPublicKey({ key: subjectKey, format: 'der', type: 'spki' });
      return verify(digest, new Uint8Array(signed), key, new Uint8Array(request.signature)) ? encode(key) : undefined;
    } catch {
      return undefined;
    }
  }

  override certifiedKey(certificate: Uint8Array): Uint8Array | undefined {
    try {
      return encode(new X509Certificate(certificate).publicKey);
    } catch {
      return undefined;
    }
  }
}

function encode(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'spki' }));
}

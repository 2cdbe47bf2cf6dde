import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import { createHash } from 'node:crypto';
import { algorithmIdentifier } from './protection/algorithm.js';
import { digestOf } from './protection/signature-algorithms.js';

const SHA512 = '2.16.840.1.101.3.4.2.3';

/** How a certificate is named in certConf. */
export interface CertificateHash {
  readonly hash: Uint8Array<ArrayBuffer>;
  /** Only where the certificate's own signature names none: then pvno is 3 (RFC 9810 section 5.3.18). */
  readonly hashAlgorithm: Uint8Array<ArrayBuffer> | undefined;
}

/** @throws for a certificate whose signature is by no algorithm that is known */
export function certificateHash(certificate: Uint8Array): CertificateHash {
  const digest = digestOf(AsnConvert.parse(certificate, Certificate).signatureAlgorithm);
  if (digest === undefined) throw new Error('the signature of the certificate is by an unknown algorithm');
  return {
    hash: Uint8Array.from(
      createHash(digest ?? 'sha512')
        .update(certificate)
        .digest(),
    ),
    hashAlgorithm: digest === null ? algorithmIdentifier(SHA512) : undefined,
  };
}

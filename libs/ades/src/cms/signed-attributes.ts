import { createHash } from 'node:crypto';

import { digestOid, type DigestAlgorithm } from '../algorithms.js';
import { encode, nothing, octetString, oid, sequence, setOf, time, type Der } from './der.js';

/** What the signature will vouch for. */
export interface AttributesInput {
  readonly contentDigest: Uint8Array;
  readonly signingCertificate: Uint8Array;
  readonly digestAlgorithm: DigestAlgorithm;
  /** Present for CAdES; PAdES says the time in the signature dictionary and forbids the attribute (EN 319 142-1 clause 6.3). */
  readonly signedAt?: Date;
}

/** `id-data`: the content is detached and of no particular kind. */
export const dataOid = '1.2.840.113549.1.7.1';

/**
 * The signed attributes as the SET OF that is hashed. RFC 5652 section 5.4 digests this encoding, not the `[0]` one
 * that travels inside the SignerInfo.
 */
export function signedAttributes(input: AttributesInput): Uint8Array {
  const attributes = [
    attribute('1.2.840.113549.1.9.3', oid(dataOid)),
    attribute('1.2.840.113549.1.9.4', octetString(input.contentDigest)),
    attribute('1.2.840.113549.1.9.16.2.47', signingCertificateV2(input)),
  ];
  if (input.signedAt !== undefined) attributes.push(attribute('1.2.840.113549.1.9.5', time(input.signedAt)));
  return encode(setOf(...attributes));
}

/** An AlgorithmIdentifier for a digest; RFC 5754 section 2 leaves the parameters out. */
export function digestIdentifier(algorithm: DigestAlgorithm): Der {
  return sequence(oid(digestOid[algorithm]));
}

/** An AlgorithmIdentifier for a signature: RSA carries NULL (RFC 4055 section 5), ECDSA nothing (RFC 5758 section 3.2). */
export function signatureIdentifier(family: 'ec' | 'rsa', algorithm: string): Der {
  return family === 'rsa' ? sequence(oid(algorithm), nothing()) : sequence(oid(algorithm));
}

/**
 * RFC 5035 section 3. SHA-256 is the DEFAULT of ESSCertIDv2 and so must be absent in DER. The issuer and serial number
 * are left out: the digest alone binds, and the SignerInfo names both already.
 */
function signingCertificateV2({ signingCertificate, digestAlgorithm }: AttributesInput): Der {
  const certHash = octetString(createHash(digestAlgorithm).update(signingCertificate).digest());
  const essCertId = digestAlgorithm === 'sha256' ? [certHash] : [digestIdentifier(digestAlgorithm), certHash];
  return sequence(sequence(sequence(...essCertId)));
}

function attribute(type: string, value: Der): Der {
  return sequence(oid(type), setOf(value));
}

import type { DigestAlgorithm, SignatureAlgorithm } from '../algorithms.js';
import { readCertificate, readNode } from './certificate.js';
import { decode, encode, explicit, implicitSetOf, octetString, oid, sequence, setOf, smallInteger, type Der } from './der.js';
import { dataOid, digestIdentifier, signatureIdentifier } from './signed-attributes.js';

/** Everything a detached SignedData is put together from. */
export interface SignedDataInput {
  readonly signingCertificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly signedAttributes: Uint8Array;
  readonly digestAlgorithm: DigestAlgorithm;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signatureValue: Uint8Array;
}

/** A detached CMS SignedData with one SignerInfo (RFC 5652 section 5.1), in DER. */
export function signedData(input: SignedDataInput): Uint8Array {
  const certificates = distinct([input.signingCertificate, ...input.chain]).map(readNode);
  // Version 1 on both levels: no attribute certificates, id-data content, a signer named by issuer and serial number.
  const body = sequence(
    smallInteger(1),
    setOf(digestIdentifier(input.digestAlgorithm)),
    sequence(oid(dataOid)),
    implicitSetOf(...certificates),
    setOf(signerInfo(input)),
  );
  return encode(sequence(oid('1.2.840.113549.1.7.2'), explicit(body)));
}

function signerInfo(input: SignedDataInput): Der {
  const { issuer, serialNumber, family } = readCertificate(input.signingCertificate);
  const attributes = decode(input.signedAttributes).value;
  return sequence(
    smallInteger(1),
    sequence(issuer, serialNumber),
    digestIdentifier(input.digestAlgorithm),
    implicitSetOf(...(Array.isArray(attributes) ? attributes : [])),
    signatureIdentifier(family, input.signatureAlgorithm),
    octetString(input.signatureValue),
  );
}

function distinct(certificates: readonly Uint8Array[]): Uint8Array[] {
  const known = new Map(certificates.map((certificate) => [Buffer.from(certificate).toString('base64'), certificate]));
  return [...known.values()];
}

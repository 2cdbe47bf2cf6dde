import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Extensions, Validity, type Extension } from '@peculiar/asn1-x509';
import { exact } from './bytes.js';
import { derElements, type DerElement } from './der-elements.js';

/** Tags of the optional parts of what is signed (RFC 5280 section 4.1). */
const [VERSION, ISSUER_ID, SUBJECT_ID, EXTENSIONS] = [0xa0, 0x81, 0x82, 0xa3] as const;

/** A certificate taken apart; names, key and algorithms each exactly as they are encoded. */
export interface CertificateParts {
  readonly version: number;
  /** Content of the INTEGER. */
  readonly serialNumber: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly validity: Validity;
  readonly hasUniqueIdentifiers: boolean;
  readonly extensions: readonly Extension[];
  /** AlgorithmIdentifier inside and beside what is signed. */
  readonly algorithms: { readonly inside: Uint8Array; readonly beside: Uint8Array };
}

/** Throws on what is no certificate. */
export function certificateParts(certificate: Uint8Array): CertificateParts {
  const [signed, beside] = derElements(only(certificate).content);
  const parts = derElements(required(signed).content);
  const optional = (tag: number) => parts.find((one) => one.tag === tag);
  const [serialNumber, inside, issuer, validity, subject, publicKey] = parts.filter(
    (one) => one.tag < VERSION && one.tag !== ISSUER_ID && one.tag !== SUBJECT_ID,
  );
  const [version, list] = [optional(VERSION), optional(EXTENSIONS)];
  return {
    version: version ? (only(version.content).content[0] ?? 0) + 1 : 1,
    serialNumber: required(serialNumber).content,
    issuer: required(issuer).whole,
    subject: required(subject).whole,
    publicKey: required(publicKey).whole,
    validity: AsnConvert.parse(exact(required(validity).whole), Validity),
    hasUniqueIdentifiers: optional(ISSUER_ID) !== undefined || optional(SUBJECT_ID) !== undefined,
    extensions: list ? [...AsnConvert.parse(exact(list.content), Extensions)] : [],
    algorithms: { inside: required(inside).whole, beside: required(beside).whole },
  };
}

/** By which algorithm a certificate says that it is signed, dotted. Throws on what is no certificate. */
export function signatureAlgorithmOf(certificate: Uint8Array): string {
  const [, beside] = derElements(only(certificate).content);
  return algorithmOid(required(beside).whole);
}

/** Dotted identifier of an AlgorithmIdentifier. */
export function algorithmOid(encoded: Uint8Array): string {
  return AsnConvert.parse(exact(encoded), AlgorithmIdentifier).algorithm;
}

function only(bytes: Uint8Array): DerElement {
  const [element, ...others] = derElements(bytes);
  if (!element || others.length > 0) throw new Error('expected one element');
  return element;
}

function required<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('a part of the certificate is missing');
  return part;
}

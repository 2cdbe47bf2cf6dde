import { extensionOf, type DerExtension, context, DerFields, onlyElement, plainContext, TAG, momentOf, numberOf, oidOf } from '@paraph/kernel';

/** Tags of the optional parts of what is signed (RFC 5280 section 4.1). */
const [VERSION, ISSUER_ID, SUBJECT_ID, EXTENSIONS] = [context(0), plainContext(1), plainContext(2), context(3)];

/** A moment and how it is written. */
export interface WrittenMoment {
  readonly at: Date;
  readonly encoding: 'utc' | 'generalized';
}

/** A certificate taken apart; names, key and algorithms each exactly as they are encoded: what is compared or hashed passes through no decoder and encoder. */
export interface CertificateParts {
  readonly version: number;
  /** Content of the INTEGER. */
  readonly serialNumber: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly validity: { readonly notBefore: WrittenMoment; readonly notAfter: WrittenMoment };
  readonly hasUniqueIdentifiers: boolean;
  readonly extensions: readonly DerExtension[];
  /** AlgorithmIdentifier inside and beside what is signed. */
  readonly algorithms: { readonly inside: Uint8Array; readonly beside: Uint8Array };
}

/** @throws NotDer on what is no certificate */
export function certificateParts(certificate: Uint8Array): CertificateParts {
  const whole = DerFields.of(certificate);
  const signed = whole.sequence();
  const beside = whole.take(TAG.sequence).encoded;
  whole.take(TAG.bitString);
  whole.end();

  const version = signed.takeIf(VERSION);
  const serialNumber = signed.take(TAG.integer).content;
  const inside = signed.take(TAG.sequence).encoded;
  const issuer = signed.take(TAG.sequence).encoded;
  const validity = validityOf(signed.sequence());
  const subject = signed.take(TAG.sequence).encoded;
  const publicKey = signed.take(TAG.sequence).encoded;
  const identifiers = [signed.takeIf(ISSUER_ID), signed.takeIf(SUBJECT_ID)];
  const extensions = signed.takeIf(EXTENSIONS);
  signed.end();
  return {
    version: version ? numberOf(onlyElement(version.content, TAG.integer)) + 1 : 1,
    serialNumber,
    issuer,
    subject,
    publicKey,
    validity,
    hasUniqueIdentifiers: identifiers.some((one) => one !== undefined),
    extensions: extensions ? DerFields.of(extensions.content).all(TAG.sequence).map(extensionOf) : [],
    algorithms: { inside, beside },
  };
}

/** By which algorithm a certificate says that it is signed, dotted. @throws NotDer on what is no certificate */
export function signatureAlgorithmOf(certificate: Uint8Array): string {
  const whole = DerFields.of(certificate);
  whole.take(TAG.sequence);
  return algorithmOid(whole.take(TAG.sequence).encoded);
}

/** Dotted identifier of an AlgorithmIdentifier. @throws NotDer */
export function algorithmOid(encoded: Uint8Array): string {
  return oidOf(DerFields.of(encoded).take(TAG.oid));
}

function validityOf(fields: DerFields): CertificateParts['validity'] {
  const [notBefore, notAfter] = [writtenMoment(fields), writtenMoment(fields)];
  fields.end();
  return { notBefore, notAfter };
}

function writtenMoment(fields: DerFields): WrittenMoment {
  const element = fields.any();
  return { at: momentOf(element), encoding: element.tag === TAG.utcTime ? 'utc' : 'generalized' };
}

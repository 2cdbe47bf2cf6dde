import type { QcStatementName } from '../certificate-profile.js';
import type { Issuer } from '../contents.js';
import type { IssuerFields } from './rule.js';

/** One attribute of a name as it is encoded. */
export interface NameField {
  /** Short name, or dotted. */
  readonly attribute: string;
  readonly value: string;
  readonly encoding: 'utf8' | 'printable' | 'ia5' | 'other';
}

/** A public key as far as its fitness goes. */
export type KeyField =
  | { readonly family: 'ec'; readonly curveOid: string | undefined }
  | { readonly family: 'rsa'; readonly modulus: bigint; readonly exponent: bigint }
  | { readonly family: 'other' };

/** One statement of a qualified certificate (RFC 3739 section 3.2.6). */
export interface QcStatementField {
  /** Short name, or dotted. */
  readonly statement: QcStatementName | (string & {});
  /** Of the statement `type`, dotted. */
  readonly types: readonly string[];
  /** Of the statement `pds`. */
  readonly disclosures: readonly { readonly url: string; readonly language: string }[];
}

/** An extension's meaning, and whether it is critical. */
export type Extended<Meaning> = { readonly critical: boolean } & Meaning;

/** The extensions whose inside a rule looks at; `undefined` where one is missing. */
export interface ExtensionFields {
  readonly keyUsage: Extended<{ readonly usages: readonly string[] }> | undefined;
  readonly basicConstraints: Extended<{ readonly isAuthority: boolean; readonly pathLength: number | undefined }> | undefined;
  readonly extendedKeyUsage: Extended<{ readonly purposes: readonly string[] }> | undefined;
  readonly subjectKey: Extended<{ readonly identifier: string }> | undefined;
  readonly authorityKey: Extended<{ readonly identifier: string | undefined }> | undefined;
  readonly policies: Extended<{ readonly identifiers: readonly string[] }> | undefined;
  readonly informationAccess: Extended<{ readonly issuers: readonly string[]; readonly responders: readonly string[] }> | undefined;
  readonly distributionPoints: Extended<{ readonly lists: readonly string[] }> | undefined;
  readonly qcStatements: Extended<{ readonly statements: readonly QcStatementField[] }> | undefined;
}

/** Everything that the rules look at, read from a certificate's DER. */
export interface CertificateFields {
  readonly version: number;
  /** The content of the INTEGER, hexadecimal. */
  readonly serialNumber: string;
  /** AlgorithmIdentifier inside and beside what is signed, hexadecimal DER. */
  readonly algorithms: { readonly inside: string; readonly beside: string };
  /** Whether it is signed over SHA-2 by an algorithm that is accepted here (ETSI TS 119 312). */
  readonly hasStrongSignature: boolean;
  readonly issuer: readonly NameField[];
  readonly subject: readonly NameField[];
  /** Names as hexadecimal DER. */
  readonly encoded: { readonly issuer: string; readonly subject: string };
  readonly validity: { readonly from: Date; readonly to: Date; readonly encodings: readonly ('utc' | 'generalized')[] };
  readonly key: KeyField;
  /** Key identifier as the embedded authorities compute it, hexadecimal. */
  readonly ownKeyIdentifier: string;
  readonly hasUniqueIdentifiers: boolean;
  /** Each extension's dotted identifier, in order, and whether it is critical. */
  readonly extensionList: readonly { readonly oid: string; readonly critical: boolean }[];
  readonly extensions: ExtensionFields;
}

/** Reads a certificate for the linter. */
export abstract class CertificateFieldReader {
  /** The fields, or `undefined` if these bytes are not exactly one DER certificate whose extensions can be read. */
  abstract read(certificate: Uint8Array): CertificateFields | undefined;

  /** How an issuer of ours appears in what it certifies. */
  abstract issuer(issuer: Issuer): Pick<IssuerFields, 'subject' | 'keyIdentifier'>;
}

/** What an issuer's own certificate says that those it signs are compared with. */
export function issuerFields({ encoded, extensions, validity }: CertificateFields): IssuerFields {
  return { subject: encoded.subject, keyIdentifier: extensions.subjectKey?.identifier, validTo: validity.to };
}

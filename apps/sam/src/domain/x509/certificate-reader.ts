import type { DistinguishedName } from './distinguished-name.js';

/** What a certificate says, read from its DER. */
export interface CertificateFacts {
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** As text, RFC 4514. */
  readonly subject: string;
  /** The same attribute by attribute, in the certificate's order; those without a short name as dotted OIDs. */
  readonly subjectAttributes: readonly { readonly attribute: string; readonly value: string }[];
  /** The names as they are encoded, to be compared byte by byte. */
  readonly encoded: { readonly subject: Uint8Array; readonly issuer: Uint8Array };
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** Names of the bits that are set; `undefined` if the extension is missing. */
  readonly keyUsage: { readonly usages: readonly string[]; readonly critical: boolean } | undefined;
  /** Extended key usages, dotted; `undefined` if the extension is missing. */
  readonly extendedKeyUsage: { readonly usages: readonly string[]; readonly critical: boolean } | undefined;
  readonly isAuthority: boolean;
  readonly policies: readonly string[];
  /** Whether there is a critical extension that this reader does not understand. */
  readonly hasUnknownCritical: boolean;
}

/** Reads certificates that others made. */
export abstract class CertificateReader {
  /** The facts, or `undefined` if these bytes are not exactly one DER certificate. */
  abstract read(certificate: Uint8Array): CertificateFacts | undefined;

  /** Whether the certificate's signature verifies under this key (SPKI, DER). */
  abstract isSignedBy(certificate: Uint8Array, publicKey: Uint8Array): boolean;

  /** How a name of ours is encoded, for comparison. */
  abstract encodeName(name: DistinguishedName): Uint8Array;
}

/** What the wire tells of a certificate. */
export interface CertificateFacts {
  /** RFC 4514. */
  readonly issuer: string;
  readonly subject: string;
  /** `O` and `CN` of the subject, as far as there are such. */
  readonly shortName: string;
  /** Upper-case hexadecimal without a prefix. */
  readonly serialNumber: string;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** Object identifiers of the certificate policies. */
  readonly policies: readonly string[];
  /** Object identifiers of the statements it makes (EN 319 412-5). */
  readonly qcStatements: readonly string[];
}

/** Who reads certificates. */
export abstract class Certificates {
  /** @param certificate DER as standard Base64 */
  abstract read(certificate: string): CertificateFacts;
}

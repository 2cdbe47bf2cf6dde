import type { IssuedCertificate } from '../certificate-authority.js';

/** A certificate with the authority it came from. */
export interface CertificateOfAuthority extends IssuedCertificate {
  /** The name of the authority in the trust configuration. */
  readonly authority: string;
}

/** What became of the request for a credential's certificate. */
export type Issuance =
  /** Nothing was asked for, or it was refused. */
  | { readonly kind: 'none' }
  /** It is still in the authority's hands: a certificate may come. */
  | { readonly kind: 'undecided' }
  | { readonly kind: 'issued'; readonly issued: CertificateOfAuthority };

/** The certificates that authorities issued. None is ever taken away. */
export abstract class IssuedCertificates {
  /** The newest of a credential. */
  abstract of(credentialId: string): Promise<Issuance>;
  /** Any of them, also one that a renewal put another in the place of. @param fingerprint SHA-256, hexadecimal */
  abstract withFingerprint(fingerprint: string): Promise<IssuedCertificate | undefined>;
}

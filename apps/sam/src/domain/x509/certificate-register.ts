import type { Transaction } from '../ports/transactions.js';
import type { AuthorityName } from './authority.js';
import type { Revocation } from './contents.js';

/** What a certificate is for. There is one `root` and one `issuing`, and one `signer` certificate for each credential and each renewal of it. */
export type CertificateKind = 'root' | 'issuing' | 'ocsp' | 'timestamp' | 'signer';

/** What is about to be signed, durable before the token is asked. */
export interface CertificateIntent {
  /** Hexadecimal. */
  readonly serialNumber: string;
  readonly kind: CertificateKind;
  readonly issuer: AuthorityName;
  readonly credentialId?: string;
  /** Of a renewed credential's certificate: the enrolment by which its signer accepted the renewal. */
  readonly renewalId?: string | undefined;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** What is known of a serial number: the certificate as it was kept, and its revocation where there is one. */
export interface RegisteredCertificate {
  readonly kind: CertificateKind;
  readonly certificate: Uint8Array;
  /** Present for a signer's. */
  readonly credentialId?: string;
  readonly revocation?: Revocation;
}

/** A revocation as the n-th of its issuer. */
export interface OrdinalRevocation extends Revocation {
  /** 1, 2, 3, … without a gap. */
  readonly ordinal: number;
}

/** Certificates in the order of their serial numbers, from one on. */
export interface CertificatePage {
  /** Hexadecimal. */
  readonly after: string;
  readonly limit: number;
  /** Only those that are valid at this moment or later. */
  readonly validAt?: Date;
}

/** What the embedded authorities have issued and revoked. Nothing in it is believed: see `IssuedCertificates` and `Revocations`. */
export abstract class CertificateRegister {
  abstract intend(transaction: Transaction, intent: CertificateIntent): Promise<void>;

  /** Keeps what was signed. Answers false if the place is taken: the one authority, the one certificate of a credential. */
  abstract complete(transaction: Transaction, intent: CertificateIntent, certificate: Uint8Array): Promise<boolean>;

  /** The certificate of this kind under this issuer that is valid longest. */
  abstract ofAuthority(kind: Exclude<CertificateKind, 'signer'>, issuer: AuthorityName): Promise<Uint8Array | undefined>;

  /** The first certificate of a credential, or that of a renewal. */
  abstract ofCredential(credentialId: string, renewalId?: string): Promise<Uint8Array | undefined>;

  abstract find(issuer: AuthorityName, serialNumber: string): Promise<RegisteredCertificate | undefined>;

  /** The next certificates of an authority. */
  abstract page(issuer: AuthorityName, page: CertificatePage): Promise<readonly (RegisteredCertificate & { readonly serialNumber: string })[]>;

  /** Serial numbers of what end entities hold of an authority and that is not revoked, from one on. As the transaction sees it. */
  abstract unrevoked(transaction: Transaction, issuer: AuthorityName, page: CertificatePage): Promise<readonly string[]>;

  /** All that was issued for the key of a credential, oldest first, as the transaction sees it. */
  abstract issuedFor(transaction: Transaction, credentialId: string): Promise<readonly { readonly serialNumber: string; readonly certificate: Uint8Array }[]>;

  /** Adds a revocation. Answers false if that certificate is revoked already: the moment never moves. */
  abstract addRevocation(transaction: Transaction, issuer: AuthorityName, revocation: OrdinalRevocation): Promise<boolean>;

  /** The same for many at once. Answers false if one of them is revoked already. */
  abstract addRevocations(transaction: Transaction, issuer: AuthorityName, revocations: readonly OrdinalRevocation[]): Promise<boolean>;

  /** Revocations after the n-th, in their order: the next so many, and inside a transaction, where that is said. */
  abstract revocationsAfter(
    issuer: AuthorityName,
    ordinal: number,
    how?: { readonly limit?: number; readonly transaction?: Transaction | undefined },
  ): Promise<readonly OrdinalRevocation[]>;

  /** Takes the next number of an authority's list. */
  abstract nextListNumber(transaction: Transaction, issuer: AuthorityName): Promise<number>;
}

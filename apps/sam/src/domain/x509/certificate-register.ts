import type { Transaction } from '../ports/transactions.js';
import type { AuthorityName } from './authority.js';
import type { Revocation, RevocationReason } from './contents.js';

/** What a certificate is for. There is one `root` and one `issuing`, and one `signer` certificate for each credential. */
export type CertificateKind = 'root' | 'issuing' | 'ocsp' | 'signer';

/** What is about to be signed, durable before the token is asked. */
export interface CertificateIntent {
  /** Hexadecimal. */
  readonly serialNumber: string;
  readonly kind: CertificateKind;
  readonly issuer: AuthorityName;
  readonly credentialId?: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** What is known of a serial number: the certificate as it was kept, and its revocation where there is one. */
export interface RegisteredCertificate {
  readonly certificate: Uint8Array;
  readonly revocation?: Revocation;
}

/** A revocation list's turn: its number, larger than any before, and what was revoked when it was taken. */
export interface ListTurn {
  readonly number: number;
  readonly revocations: readonly Revocation[];
}

/** What the embedded authorities have issued and revoked. Nothing in it is believed without its signature. */
export abstract class CertificateRegister {
  abstract intend(transaction: Transaction, intent: CertificateIntent): Promise<void>;

  /** Keeps what was signed. Answers false if the place is taken: the one authority, the one certificate of a credential. */
  abstract complete(transaction: Transaction, intent: CertificateIntent, certificate: Uint8Array): Promise<boolean>;

  /** The certificate of this kind under this issuer that is valid longest. */
  abstract ofAuthority(kind: Exclude<CertificateKind, 'signer'>, issuer: AuthorityName): Promise<Uint8Array | undefined>;

  abstract ofCredential(credentialId: string): Promise<Uint8Array | undefined>;

  abstract find(issuer: AuthorityName, serialNumber: string): Promise<RegisteredCertificate | undefined>;

  /** Revokes what was issued for a credential. Answers the serial number, `undefined` if there was nothing to revoke. */
  abstract revoke(transaction: Transaction, credentialId: string, about: { revokedAt: Date; reason: RevocationReason }): Promise<string | undefined>;

  /** Takes the next number of an authority's list; what was revoked is read in the same transaction. */
  abstract nextList(transaction: Transaction, issuer: AuthorityName): Promise<ListTurn>;
}

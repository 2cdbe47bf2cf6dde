import type { DistinguishedName } from './distinguished-name.js';

/** Key usages that a certificate of ours may carry (RFC 5280 section 4.2.1.3). */
export type KeyUsage = 'digitalSignature' | 'nonRepudiation' | 'keyCertSign' | 'cRLSign';

/** Who issues: a name and the key (SubjectPublicKeyInfo, DER) behind it. */
export interface Issuer {
  readonly name: DistinguishedName;
  readonly publicKey: Uint8Array;
}

/** Everything a certificate says, before it is DER. */
export interface CertificateContent {
  /** Hexadecimal, positive. */
  readonly serialNumber: string;
  readonly issuer: Issuer;
  readonly subject: DistinguishedName;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly validFrom: Date;
  readonly validTo: Date;
  readonly keyUsage: readonly KeyUsage[];
  /** Present in a certification authority's certificate: how many authorities may follow below it. */
  readonly pathLength?: number;
  /** Certificate policies, dotted. */
  readonly policies: readonly string[];
  /** Delegated OCSP responder: extended key usage and `nocheck` (RFC 6960 section 4.2.2.2). */
  readonly ocspResponder?: true;
  /** Time-stamping unit: extended key usage, critical and alone (RFC 3161 section 2.3). */
  readonly timestampUnit?: true;
  /** Over before a revocation could be known: it says so, and names no source of revocations (EN 319 412-1 section 5.2, RFC 9608). */
  readonly shortTerm?: true;
  readonly addresses: CertificateAddresses;
}

/** Where whoever checks a certificate finds the rest. */
export interface CertificateAddresses {
  readonly issuerCertificate?: string;
  readonly revocationList?: string;
  readonly ocsp?: string;
}

/** What a certification request says. */
export interface RequestContent {
  readonly subject: DistinguishedName;
  readonly publicKey: Uint8Array;
}

/** Why a certificate was revoked, as the code of RFC 5280 section 5.3.1. */
export type RevocationReason = 'unspecified' | 'keyCompromise' | 'affiliationChanged' | 'superseded' | 'cessationOfOperation' | 'privilegeWithdrawn';

/** A revoked certificate. */
export interface Revocation {
  /** Hexadecimal. */
  readonly serialNumber: string;
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
}

/** What a revocation list says. */
export interface RevocationListContent {
  readonly issuer: Issuer;
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** What expired after this moment stays on the list for ever. */
  readonly keepsExpiredSince: Date;
  readonly revocations: readonly Revocation[];
}

/** What is known of a serial number. */
export type CertificateStatus = { readonly kind: 'good' } | { readonly kind: 'unknown' } | { readonly kind: 'revoked'; readonly revocation: Revocation };

/** What an OCSP answer says. */
export interface StatusAnswerContent {
  readonly issuer: Issuer;
  /** Hexadecimal. */
  readonly serialNumber: string;
  readonly status: CertificateStatus;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** The status of what expired after this moment is still told (RFC 6960 section 4.4.4). */
  readonly archiveCutOff: Date;
  /** Of the question, where this answer is for one asker only (RFC 9654). */
  readonly nonce?: Uint8Array | undefined;
  /** Certificate of the responder, DER; travels with the answer. */
  readonly responder: Uint8Array;
}

import type { revocationReasons } from '@paraph/contracts';

/** What is asked of a certification authority. */
export interface CertificationOrder {
  readonly requestId: string;
  readonly credentialId: string;
  /** Of the credential; the trust configuration names the authority and its profile by it. */
  readonly policyId: string;
  /** PKCS#10, DER. */
  readonly csr: Uint8Array;
}

/** What an authority answered. */
export interface IssuedCertificate {
  /** DER. */
  readonly certificate: Uint8Array;
  /** Issuers, nearest first, root last; DER. */
  readonly chain: readonly Uint8Array[];
}

/** How far an enrolment is: done, or in the authority's hands. */
export type EnrolmentStep =
  | { readonly kind: 'issued'; readonly issued: IssuedCertificate }
  /** `reference`: what the driver needs to ask again, as text, 8,000 characters at most; kept with the order and given back to `poll`. */
  | { readonly kind: 'waiting'; readonly reference: string; readonly retryAfterMs: number };

export type RevocationReason = (typeof revocationReasons)[number];

/** What is to be revoked. */
export interface RevocationOrder {
  readonly credentialId: string;
  /** As it was issued, DER. */
  readonly certificate: Uint8Array;
  /** Its issuers, nearest first, DER. */
  readonly chain: readonly Uint8Array[];
  readonly reason: RevocationReason;
}

/** How far a revocation is. That the certificate was revoked already counts as done. */
export type RevocationStep = { readonly kind: 'revoked' } | { readonly kind: 'waiting'; readonly retryAfterMs: number };

/** One thing that `--check-config` tried. */
export interface Finding {
  /** For a person: `reaches https://ca.example/cmp`, `its certificate is accepted`. */
  readonly what: string;
  readonly isWell: boolean;
  /** Why not, and what to do. */
  readonly problem?: string;
}

/**
 * A certification authority, whoever runs it. Each driver has a folder of its own under `adapters/`. Every method ends when `within` is
 * aborted. A driver only speaks the protocol: what it brings is judged by its caller, against the trust configuration.
 */
export abstract class CertificateAuthority {
  /** The driver's name, for events and metrics. */
  abstract readonly driver: string;

  /**
   * Has a certificate issued. The same order may come again after a failure: as far as the protocol lets it, that does not end in a second
   * certificate.
   *
   * @throws `certificate.refused` for the authority's plain no; `authority.unavailable` where it does not answer, or not in a way that can be
   * trusted, and asking again may help; what the SAM refuses with
   */
  abstract enrol(order: CertificationOrder, within: AbortSignal): Promise<EnrolmentStep>;

  /** Asks again for what was `waiting`. @throws as `enrol` */
  abstract poll(order: CertificationOrder, reference: string, within: AbortSignal): Promise<EnrolmentStep>;

  /** @throws `authority.unavailable`; `certificate.refused` where the authority will not */
  abstract revoke(order: RevocationOrder, within: AbortSignal): Promise<RevocationStep>;

  /** Tries what can be tried without asking for anything: does not throw. */
  abstract check(within: AbortSignal): Promise<readonly Finding[]>;
}

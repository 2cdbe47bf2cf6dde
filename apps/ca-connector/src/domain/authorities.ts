import type { CertificateAuthority } from './certificate-authority.js';
import type { GuardedAuthority } from './guarded-authority.js';

/** The authority whose keys are the SAM's, under the name that policies without a route lead to. */
export const EMBEDDED = 'embedded';

/** An authority elsewhere, as the trust configuration has it. */
export interface ExternalAuthority {
  readonly kind: 'external';
  readonly name: string;
  readonly authority: GuardedAuthority;
  /** Pinned: the certificates whose keys sign holders' certificates, and those above them up to a root. DER. */
  readonly issuers: readonly Uint8Array[];
  /** Where its list is, and how often it is fetched. */
  readonly crl?: StatementSource | undefined;
  /** Who is asked about each certificate, and how often. */
  readonly ocsp?: StatementSource | undefined;
}

/** Where an authority says what it has revoked. */
export interface StatementSource {
  readonly url: URL;
  readonly everySeconds: number;
}

/** The embedded one: the SAM pins it, and a request costs nothing that asking again could double. */
export interface EmbeddedEntry {
  readonly kind: 'embedded';
  readonly name: typeof EMBEDDED;
  readonly authority: CertificateAuthority;
}

export type AuthorityEntry = ExternalAuthority | EmbeddedEntry;

/** Which authorities there are, and which of them certifies under a policy. */
export class Authorities {
  private readonly byNames: ReadonlyMap<string, AuthorityEntry>;

  /** @param routes authority by policy */
  constructor(
    private readonly embedded: EmbeddedEntry,
    readonly external: readonly ExternalAuthority[],
    private readonly routes: ReadonlyMap<string, string>,
  ) {
    this.byNames = new Map([embedded, ...external].map((one) => [one.name, one]));
  }

  /** A policy without a route goes to the embedded authority. */
  forPolicy(policyId: string): AuthorityEntry {
    return this.byName(this.routes.get(policyId) ?? EMBEDDED) ?? this.embedded;
  }

  byName(name: string): AuthorityEntry | undefined {
    return this.byNames.get(name);
  }
}

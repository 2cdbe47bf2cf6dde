import type { KeyAlgorithm } from '@paraph/kernel';

/** What the SAM knows of a client: whose it is, the name signers are shown, its limits. The record's id is the client's. */
export interface ClientRecord {
  readonly subscriberId: string;
  readonly name: string;
  /** Most signatures one activation of this client may cover. */
  readonly multisign: number;
}

/** A means of authentication: an account at a pinned identity provider. Both members together name the person. */
export interface OidcMeans {
  readonly kind: 'oidc';
  readonly issuer: string;
  readonly subject: string;
}

/** A certificate as it was bound to the key, after it verified under a pinned issuing key. */
export interface BoundCertificate {
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** RFC 4514, as the signer is shown it. */
  readonly subject: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** ISO 8601, UTC. */
  readonly validFrom: string;
  readonly validTo: string;
}

/** `accepted`: evidence verified, no certificate yet. Only `active` signs. */
export type BindingState = 'accepted' | 'active' | 'suspended' | 'revoked' | 'destroyed';

/** What ties key, person, means and certificate of one credential together. The record's id is the credential's. */
export interface BindingRecord {
  readonly state: BindingState;
  readonly keyId: string;
  readonly algorithm: KeyAlgorithm;
  /** SubjectPublicKeyInfo, DER, Base64. The wrapped key's row must carry the same one. */
  readonly publicKey: string;
  readonly signerId: string;
  readonly subscriberId: string;
  readonly policyId: string;
  /** SHA-256 of the policy file in force at the enrolment, hexadecimal. */
  readonly policyDigest: string;
  readonly means: readonly OidcMeans[];
  /** Attributes of the certificate's subject, from claims the SAM verified, by their OpenID Connect names (IDN-06). */
  readonly subject: Readonly<Record<string, string>>;
  readonly enrolment: {
    readonly enrolmentId: string;
    /** SHA-256 of the evidence, base64url. */
    readonly evidenceDigest: string;
    readonly termsVersion: string;
    /** SHA-256 of the terms' text, hexadecimal. */
    readonly termsDigest: string;
    /** ISO 8601, UTC. */
    readonly acceptedAt: string;
  };
  readonly certificate?: BoundCertificate;
}

/** Body of each kind of trust record. */
export interface RecordBodies {
  readonly client: ClientRecord;
  readonly binding: BindingRecord;
}

export type RecordKind = keyof RecordBodies;

/** A trust record whose MAC was checked. */
export interface TrustRecord<Kind extends RecordKind = RecordKind> {
  readonly kind: Kind;
  readonly id: string;
  readonly version: number;
  readonly body: RecordBodies[Kind];
}

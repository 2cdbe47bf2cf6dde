import type { ContainerLimits, Quorum } from '@paraph/contracts';
import type { KeyAlgorithm } from '@paraph/kernel';
import type { PinnedKey } from '../evidence/oidc/identity-provider.js';

/** What the SAM knows of a client: whose it is, the name signers are shown, its limits. The record's id is the client's. */
export interface ClientRecord {
  readonly subscriberId: string;
  readonly name: string;
  /** Most signatures one activation of this client may cover. */
  readonly multisign: number;
  /** Public keys (JWK) by which it signs orders and request objects. Only a quorum changes them. */
  readonly keys: readonly (Readonly<Record<string, string>> & { readonly kid: string })[];
}

/** When a means counts. A new one waits, so that its owner can still say that it is not theirs. */
interface MeansFacts {
  /** `mns_…`; counters and locks stand under it, outside the binding record. */
  readonly meansId: string;
  /** ISO 8601, UTC. */
  readonly usableFrom: string;
  /** Set when the means was removed: it counts until then. */
  readonly usableUntil?: string | undefined;
}

/** An account at a pinned identity provider. Both members together name the person. */
export interface OidcMeans extends MeansFacts {
  readonly kind: 'oidc';
  readonly issuer: string;
  readonly subject: string;
}

/** A passkey. Its signature counter stands elsewhere, so that a signature does not rewrite the record. */
export interface PasskeyMeans extends MeansFacts {
  readonly kind: 'passkey';
  /** Credential id, base64url. */
  readonly id: string;
  /** COSE_Key, base64url. */
  readonly publicKey: string;
  readonly transports: readonly string[];
  /** Model of the authenticator as it says itself; proven only where attestation was verified. */
  readonly aaguid: string;
  readonly attestation: 'none' | 'verified';
  /** Whether it may be, and whether it was, copied to other devices (WebAuthn BE and BS). */
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
}

/** Where one-time codes go. */
export interface CodeMeans extends MeansFacts {
  readonly kind: 'one-time-code';
  readonly channel: 'sms' | 'email';
  /** E.164 number or e-mail address, from a verified claim or a quorum. */
  readonly address: string;
}

/** A PIN the signer chose: the token's MAC over salt and PIN, so that no copy of the database lets anybody try PINs. */
export interface PinMeans extends MeansFacts {
  readonly kind: 'pin';
  /** 16 bytes, base64url. */
  readonly salt: string;
  /** 32 bytes, base64url. */
  readonly verifier: string;
}

/** A TOTP secret (RFC 6238), sealed under a key that comes from the token. */
export interface TotpMeans extends MeansFacts {
  readonly kind: 'totp';
  /** AES-256-GCM: nonce, ciphertext, tag; base64url. */
  readonly sealedSecret: string;
}

/** The client whose orders activate the key: a seal's credential belongs to one application (SEA-01, ACT-11). */
export interface OrderMeans extends MeansFacts {
  readonly kind: 'order';
  readonly clientId: string;
}

/** A means of authentication of a credential. */
export type Means = OidcMeans | PasskeyMeans | CodeMeans | PinMeans | TotpMeans | OrderMeans;
export type MeansKind = Means['kind'];
export type MeansOf<Kind extends MeansKind> = Extract<Means, { kind: Kind }>;

/** The keys of an identity provider, once a quorum or a pinned key has changed what the operator's file says. */
export interface ProviderRecord {
  readonly issuer: string;
  readonly keys: readonly PinnedKeyText[];
  /** A key set that the provider signed before this moment no longer counts. ISO 8601, UTC. */
  readonly asOf: string;
  /** When a quorum decided last; the provider's own renewals leave it. ISO 8601, UTC. */
  readonly decidedAt?: string | undefined;
}

/** A pinned key as it is stored: dates as ISO 8601. */
export interface PinnedKeyText {
  readonly jwk: PinnedKey['jwk'];
  readonly notBefore?: string | undefined;
  readonly notAfter?: string | undefined;
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
  /** Of one that the embedded authority did not issue: whose it is, and SHA-256 of the key (SPKI) that signed it, hexadecimal. */
  readonly issuer?: { readonly authority: string; readonly keyDigest: string } | undefined;
}

/** What an authority proved when it revoked a bound certificate. */
export interface ProvenRevocation {
  /** As the authority says it. ISO 8601, UTC. */
  readonly revokedAt: string;
  readonly kind: 'crl' | 'ocsp';
  /** SHA-256 of what it signed, base64url. */
  readonly digest: string;
}

/** `accepted`: evidence verified, no certificate yet. Only `active` signs. */
export type BindingState = 'accepted' | 'active' | 'suspended' | 'revoked' | 'destroyed';

/** What of a binding record the next certificate of the same key stands on: each member takes the place of the one of that name. */
export interface AcceptedRenewal {
  readonly policyDigest: BindingRecord['policyDigest'];
  readonly subject: BindingRecord['subject'];
  readonly enrolment: BindingRecord['enrolment'];
  /** `update`: the subject may be another, and the certificate of before is revoked. */
  readonly kind: 'renewal' | 'update';
}

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
  /** Whom the evidence of the enrolment identified: what the certificate names, whatever becomes of the means. */
  readonly person: { readonly issuer: string; readonly subject: string };
  readonly means: readonly Means[];
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
    /** Of a one-session credential, whose activation rests on the same evidence: when the person acted, and the provider’s level. */
    readonly authenticatedAt?: string | undefined;
    readonly level?: string | undefined;
  };
  readonly certificate?: BoundCertificate;
  /** Accepted by its signer, not certified yet. Key, means and the present certificate go on meanwhile. */
  readonly renewal?: AcceptedRenewal | undefined;
  /** Of a renewed one: when its key was accepted first, from which its age is counted (KEY-09). ISO 8601, UTC. */
  readonly keyAcceptedAt?: string | undefined;
  /** The credential that this one replaces: its key is destroyed as soon as this one signs. */
  readonly replaces?: string | undefined;
  /** The container a seal's credential is in. */
  readonly containerId?: string | undefined;
  /** Of a one-session credential: the replica in whose token session the key lives. There is no blob, and no other replica signs with it. */
  readonly heldBy?: string | undefined;
  /** Set with the state `revoked`: the key ended on this proof. */
  readonly revocation?: ProvenRevocation;
}

/**
 * A customer's container (SEA-01): the one client whose orders use its keys, and the limits under which they do. Only a quorum opens it,
 * has it go on or closes it; anybody may stop it. Nothing follows the state `closed`. The record's id is the container's.
 */
export interface ContainerRecord {
  readonly state: 'open' | 'suspended' | 'closed';
  readonly subscriberId: string;
  readonly clientId: string;
  readonly name: string;
  readonly limits: ContainerLimits;
  /** Who runs the keys in the owner's name, and on which paper (SEA-04). */
  readonly delegation?: { readonly to: string; readonly reference: string } | undefined;
  /** The proposal by which it was opened. */
  readonly openedBy: string;
  /** Set with the state `closed`. */
  readonly closure?: ContainerClosure | undefined;
}

/** The end of a container, as several people decided it. */
export interface ContainerClosure {
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly closedAt: string;
  /** The proposal by which it was closed. */
  readonly closedBy: string;
}

/** Body of each kind of trust record. */
export interface RecordBodies {
  /** Under the container's identifier. */
  readonly container: ContainerRecord;
  readonly client: ClientRecord;
  readonly binding: BindingRecord;
  /** Under the SHA-256 of the issuer, hexadecimal. */
  readonly provider: ProviderRecord;
  /** There is one, under `quorum`. */
  readonly quorum: Quorum;
}

export type RecordKind = keyof RecordBodies;

/** A trust record whose MAC was checked. */
export interface TrustRecord<Kind extends RecordKind = RecordKind> {
  readonly kind: Kind;
  readonly id: string;
  readonly version: number;
  readonly body: RecordBodies[Kind];
}

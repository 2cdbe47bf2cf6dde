import type { EvidenceKind, EvidenceOf } from '@paraph/contracts';
import type { Policy } from './policies.js';
import type { Transaction } from './transactions.js';
import type { BindingRecord } from '../records/record-kinds.js';

/** What one piece of evidence proved. Stored with the activation, under its MAC. */
export interface Proof {
  readonly kind: EvidenceKind;
  /** Means of the binding record that was used. */
  readonly meansId: string;
  /** When the person acted. ISO 8601, UTC. */
  readonly at: string;
  /** SHA-256 of the evidence, base64url: what marks it as used. */
  readonly evidenceDigest: string;
  /** What an auditor wants to know of it: issuer, subject, level, backup flags, supervisor. Text only, never a secret. */
  readonly facts: Readonly<Record<string, string>>;
}

/** What evidence is wanted for: an activation's draft or a change of a credential, all of it from the SAM's own records. */
export interface EvidenceDraft {
  readonly reference: string;
  readonly credentialId: string;
  readonly signerId: string;
  /** The application, for an activation. */
  readonly clientId?: string | undefined;
  readonly clientName?: string | undefined;
  /** 32 bytes, recomputed from what the SAM stored, never taken from the caller. */
  readonly challenge: Uint8Array;
  readonly openedAt: Date;
  readonly expiresAt: Date;
  /** The compact JWS the signer is shown. */
  readonly statement: string;
  /** `explicit`: the application brings the evidence, nobody was shown the statement: a code proves presence only. */
  readonly mode: 'page' | 'explicit';
  /** Combinations the statement promised to accept. */
  readonly alternatives: readonly (readonly EvidenceKind[])[];
  readonly policyId: string;
  /** SHA-256 of the policy file the statement names, hexadecimal. */
  readonly policyDigest: string;
  readonly given: readonly Proof[];
  /** For an activation: what is authorised. */
  readonly documents: readonly { readonly label: string; readonly labelSource: 'unverified' | 'client-signed'; readonly hash: string }[];
  readonly hashAlgorithmOid?: string | undefined;
  /** Signatures the client may choose later. */
  readonly remainingChoice: number;
}

/** What a verifier holds evidence against. */
export interface ExpectedEvidence {
  readonly draft: EvidenceDraft;
  readonly binding: BindingRecord;
  readonly policy: Policy;
  /** The SAM's clock. */
  readonly now: Date;
}

/** Evidence that verified, and what has to become durable together with it: a counter, a code that is used up. */
export interface VerifiedEvidence {
  readonly proof: Proof;
  readonly alongside?: ((transaction: Transaction) => Promise<void>) | undefined;
}

/** Verifies one kind of evidence in this process, from records and keys the SAM holds itself. */
export abstract class EvidenceVerifier<Kind extends EvidenceKind = EvidenceKind> {
  abstract readonly kind: Kind;

  /** @throws `evidence.invalid`, its detail silent about which check failed, its cause not; `evidence.locked`, `evidence.missing` */
  abstract verify(evidence: EvidenceOf<Kind>, expected: ExpectedEvidence): Promise<VerifiedEvidence>;
}

/** A verifier for each kind there is. */
export type EvidenceVerifiers = { readonly [Kind in EvidenceKind]: EvidenceVerifier<Kind> };

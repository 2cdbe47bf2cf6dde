import type { EvidenceKind, MessageChannel } from '@paraph/contracts';
import type { KeyAlgorithm } from '@paraph/kernel';
import type { QcStatementName, SignerProfileName } from '../x509/certificate-profile.js';

/** How a counted activation's later digests come in (architecture 6.2 point 4). */
export type CountedRule = 'off' | 'ordered' | 'free';

/** What a policy says about the certificates of its credentials. */
export interface PolicyCertificate {
  readonly validitySeconds: number;
  /** How long one key may be certified, over all its certificates (KEY-09); without it, as long as its algorithm is made. */
  readonly keyLifetimeSeconds?: number | undefined;
  readonly policyOids: readonly string[];
  /** Who issues: `embedded`, or a name of the file of authorities elsewhere. */
  readonly authority: string;
  /** Whom it names and how long it lives (EN 319 412-2 and -3). */
  readonly profile: SignerProfileName;
  /** Where the provider of an identity states no country: the one in which the names are to be understood (EN 319 412-2 section 4.2.4). */
  readonly country?: string | undefined;
  /** What the issuing authority, never the embedded one, has to claim of a qualified certificate (EN 319 412-5); it may claim nothing else. */
  readonly qcStatements?: readonly QcStatementName[] | undefined;
}

/** Keys of a policy that are made before anybody asks for them, where making one takes long. */
export interface SessionPool {
  readonly algorithm: KeyAlgorithm;
  /** How many are ready at most, in each replica. */
  readonly size: number;
  /** Below so many, it is filled up again. */
  readonly lowWater: number;
  /** Most of them that one subscriber’s sessions have at once; the others’ share stays theirs. */
  readonly perSubscriber?: number | undefined;
  /** What becomes of a session for which none is ready. */
  readonly whenEmpty: 'refuse' | { readonly waitMs: number };
}

/** What a credential's policy demands: data of the provider, one JSON file each (`policies/*.json`). */
export interface Policy {
  readonly id: string;
  readonly version: string;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly digest: string;
  /** `qualified` refuses what a qualified signature must not rest on: counted activations, sessions over 30 minutes. */
  readonly profile: 'qualified' | 'other';
  /** Alternatives, each a combination of evidence kinds. */
  readonly evidence: readonly (readonly EvidenceKind[])[];
  /** Alternatives for explicit authorisation (CSC v2 11.6), where the application itself asks its signer; empty where it is not allowed. */
  readonly explicit: readonly (readonly EvidenceKind[])[];
  /** What every alternative has to carry: `shown`, that the signer saw what is signed; `presence`, that the signer was there. */
  readonly promise: 'shown' | 'presence';
  /** Factors of different kinds each alternative brings at least (ACT-10). */
  readonly minimumFactors: 1 | 2;
  /** Whether a client may choose documents later, and on whose word. */
  readonly counted: CountedRule;
  /** `1`: what a client chooses need not be named before it is signed; `2`: a SAD is for digests that were named (CSC SCAL). */
  readonly scal: '1' | '2';
  /** Whether an application may have the signer sent a link to the approval page (CSC v1 implicit, v2 ChallengeResponseOOB). */
  readonly byLink: boolean;
  /** What signatures under this policy are, in CSC's words (v2 signatureQualifier). */
  readonly signatureQualifier?: string | undefined;
  /** Most signatures one activation may cover. */
  readonly multisign: number;
  /** Most drafts that wait at once for one credential, and for one client over all its credentials under this policy. */
  readonly openDrafts: { readonly perCredential: number; readonly perClient: number };
  readonly draftLifetimeSeconds: number;
  readonly sadLifetimeSeconds: number;
  /** Longest time from authentication to the last signature (ACT-06). */
  readonly sessionMaximumSeconds: number;
  /** Whether unfinished activations survive an unclean end of all replicas is decided elsewhere; how long a new means waits, here. */
  readonly meansWaitSeconds: number;
  readonly passkey: {
    /** Models (AAGUID) whose attestation must verify; empty asks for none. */
    readonly attestedModels: readonly string[];
    /** Whether a passkey that can be copied to other devices counts. */
    readonly allowBackup: boolean;
  };
  readonly code: { readonly channel: MessageChannel; readonly lifetimeSeconds: number; readonly tries: number; readonly perDay: number };
  readonly pin: { readonly minimumLength: number; readonly tries: number };
  readonly certificate: PolicyCertificate;
  /** Set where the policy makes keys for one session (KEY-06). */
  readonly session?: { readonly pool?: SessionPool | undefined } | undefined;
  /** What a signer is told of without having asked; a change of means and an end are always told. */
  readonly notices: { /** Each time an authorisation is first signed with. */ readonly signature: boolean };
  /** What the signer accepts before a certificate is issued (IDN-01). */
  readonly terms: { readonly version: string; readonly text: string };
}

/** The policies this SAM was given at its start. */
export abstract class Policies {
  abstract find(policyId: string): Policy | undefined;

  /** Every policy in force, by its id. */
  abstract all(): readonly Policy[];
}

import { ServiceError, type credentialStates } from '@paraph/contracts';
import type { KeyAlgorithm } from '@paraph/kernel';
import type { RevocationReason } from './certificate-authority.js';
import type { ContainerState } from './containers/container.js';

export type CredentialState = (typeof credentialStates)[number];

/**
 * Who or what moves a credential on: its operator, its signer, the client that opened a session, this service by itself, the end of a term,
 * the certification authority by its own list, or the SAM, which saw the signer's evidence, a quorum's, or the authority's signature.
 */
export const causes = ['operator', 'signer', 'client', 'service', 'time', 'authority', 'module'] as const;
export type Cause = (typeof causes)[number];

/**
 * Every move there is, with those who may cause it. Stopping is cheap, restarting is dear: a suspension acts on anybody's word, and only what
 * the SAM itself verified ends it. A key that never signed is destroyed on this service's word (`destroying`, then `destroyed`); one that could
 * sign ends in the SAM and nowhere else, whoever wanted it: this record follows (KEY-06).
 */
const transitions: Readonly<Record<CredentialState, Readonly<Partial<Record<CredentialState, readonly Cause[]>>>>> = {
  requested: { keyed: ['operator', 'signer', 'client'], destroying: ['service'] },
  keyed: { certified: ['signer'], destroying: ['service'] },
  certified: { active: ['signer'], destroying: ['service'] },
  active: {
    suspended: ['operator', 'signer', 'service', 'authority', 'module'],
    expired: ['time'],
    revoked: ['module'],
    destroyed: ['module'],
  },
  suspended: { active: ['module'], expired: ['time'], revoked: ['module'], destroyed: ['module'] },
  expired: { destroyed: ['module'] },
  revoked: { destroyed: ['module'] },
  destroying: { destroyed: ['service'] },
  destroyed: {},
};

/** Key and certificate of one signer, with how far they have come. */
export interface Credential {
  readonly credentialId: string;
  readonly signerId: string;
  readonly subscriberId: string;
  readonly algorithm: KeyAlgorithm;
  readonly policyId: string;
  /** Issuer of the identity provider that proves the signer. */
  readonly provider: string;
  readonly description: string;
  /** The one client whose orders activate the key: a seal's credential. */
  readonly orderingClientId?: string | undefined;
  /** The container of a seal's credential: its client is the ordering one, by the SAM's own record. */
  readonly containerId?: string | undefined;
  /** What this service knows of that container, as it was read; nothing is written by it. */
  readonly containerState?: ContainerState | undefined;
  /** Made by its signer's authorisation: in nobody's hands, and not bound in the SAM, until its client claims it. */
  readonly isHeld?: boolean | undefined;
  /** Of a one-session credential (IDN-07): the client whose request opened the session. Its key lives in the SAM's token session and nowhere else. */
  readonly sessionClientId?: string | undefined;
  /** The credential that a rekey puts this one in the place of: the SAM destroys its key as soon as this one signs. */
  readonly replaces?: string | undefined;
  readonly state: CredentialState;
  /** Counts the changes: a change is written only over the version it was made from. */
  readonly version: number;
  readonly createdAt: Date;
  /** From the state `keyed` on. */
  readonly enrolment?: Enrolment;
  /** Since the signer's evidence came in: whose it is, and under which identifier the certificate is asked for. */
  readonly completion?: { readonly evidenceDigest: string; readonly requestId: string };
  /** Since the SAM accepted the evidence. */
  readonly acceptance?: Acceptance;
  /** Since the authority said that it takes its time over the certificate. */
  readonly pendingSince?: Date | undefined;
  /** From the state `certified` on: end entity first, DER as Base64. */
  readonly certificates?: readonly string[];
  /** From the state `active` on. */
  readonly validity?: Validity;
  /** Of a one-session credential, from the state `active` on: the activation that the evidence of its enrolment completed. */
  readonly activationId?: string | undefined;
  /** Of a held one, from the state `certified` on: it is destroyed then, if nobody claimed it. */
  readonly claimableUntil?: Date | undefined;
  readonly claimedAt?: Date | undefined;
  /** The decision of its signer by which it is being destroyed; the SAM verified it, or is being asked. */
  readonly deletionChangeId?: string | undefined;
  /** Why the authority is to revoke the certificate of a key that ended; until it was told. */
  readonly revocationDue?: RevocationReason | undefined;
  /** Why it ended before it was active. */
  readonly failure?: string;
}

/** What the signer has to complete, and until when. */
export interface Enrolment {
  readonly enrolmentId: string;
  readonly multisign: number;
  readonly expiresAt: Date;
}

/** An enrolment that was just opened: what its signer is shown is the SAM's to keep, and only passes here. */
export interface OpenedEnrolment {
  readonly enrolment: Enrolment;
  /** Compact JWS. */
  readonly statement: string | undefined;
}

/** The certification request of an accepted enrolment, and who accepted it by the provider's word. */
export interface Acceptance {
  /** PKCS#10, DER as Base64. */
  readonly csr: string;
  readonly issuer: string;
  readonly subject: string;
}

/** From when to when a certificate is valid. */
export interface Validity {
  readonly from: Date;
  readonly to: Date;
}

/** Whether this move exists and this cause may make it. */
export function mayMove(from: CredentialState, to: CredentialState, by: Cause): boolean {
  return transitions[from][to]?.includes(by) ?? false;
}

/** What a move brings with it. */
export type Gain = Partial<
  Pick<Credential, 'enrolment' | 'acceptance' | 'certificates' | 'validity' | 'activationId' | 'failure' | 'claimableUntil' | 'revocationDue'>
>;

/**
 * The credential after a move.
 *
 * @throws ServiceError `credential.state` for a move the table does not have
 */
export function move(credential: Credential, { to, by }: { readonly to: CredentialState; readonly by: Cause }, gain: Gain = {}): Credential {
  if (!mayMove(credential.state, to, by)) throw new ServiceError('credential.state', `a ${by} cannot make a ${credential.state} credential ${to}`);
  return { ...credential, ...gain, state: to };
}

/**
 * The state to tell others at this moment: a certificate's end is not an act, so nothing records it; and what is in a container that was stopped signs
 * no more than what was stopped itself.
 */
export function shownState({ state, validity, containerState }: Credential, now: Date): CredentialState {
  const over = validity !== undefined && validity.to <= now;
  if (over && mayMove(state, 'expired', 'time')) return 'expired';
  const isStopped = containerState === 'suspended' || containerState === 'closed';
  return isStopped && state === 'active' ? 'suspended' : state;
}

/** Who had it made: an application for one session, its signer through one, or an operator. */
export function requesterOf({ isHeld = false, sessionClientId }: Credential): Extract<Cause, 'operator' | 'signer' | 'client'> {
  if (sessionClientId !== undefined) return 'client';
  return isHeld ? 'signer' : 'operator';
}

/** Whether it waits for its client's claim, or for that to be possible: it must not be bound. */
export function isUnclaimed({ isHeld = false, claimedAt }: Credential): boolean {
  return isHeld && claimedAt === undefined;
}

/** Whether it is of one session: enrolment, authorisation and signature are one, and nothing of it outlives that (KEY-06). */
export function isOfOneSession({ sessionClientId }: Credential): boolean {
  return sessionClientId !== undefined;
}

/** Whether it signs at this moment. */
export function isUsable(credential: Credential, now: Date): boolean {
  return shownState(credential, now) === 'active' && credential.validity !== undefined && credential.validity.from <= now;
}

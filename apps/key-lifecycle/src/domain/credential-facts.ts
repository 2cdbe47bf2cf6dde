import type { AuditEvent, describeCredentialFully, listCredentialEvents, ReplyOf, searchCredentials } from '@paraph/contracts';
import type { Credential } from './credential.js';

type FoundCredential = ReplyOf<typeof searchCredentials>['credentials'][number];
type FullCredential = ReplyOf<typeof describeCredentialFully>;
type RecordedEvent = ReplyOf<typeof listCredentialEvents>['events'][number];

/** A credential in a list. */
export function foundCredential(credential: Credential): FoundCredential {
  const { credentialId, signerId, subscriberId, state, algorithm, policyId, description, createdAt, validity, orderingClientId } = credential;
  return {
    ...{ credentialId, signerId, subscriberId, state, algorithm, policyId, description, createdAt: createdAt.toISOString() },
    ...(validity === undefined ? {} : { validFrom: validity.from.toISOString(), validTo: validity.to.toISOString() }),
    ...(orderingClientId === undefined ? {} : { orderingClientId }),
  };
}

/** Everything that is recorded of a credential and is nobody's secret: neither evidence nor its digest. */
export function fullCredential(credential: Credential): FullCredential {
  const { provider, certificates = [], enrolment, pendingSince, claimableUntil, claimedAt, deletionChangeId, revocationDue, failure } = credential;
  return {
    ...foundCredential(credential),
    provider,
    certificates: [...certificates],
    ...(enrolment === undefined
      ? {}
      : { multisign: enrolment.multisign, enrolmentId: enrolment.enrolmentId, enrolmentExpiresAt: enrolment.expiresAt.toISOString() }),
    ...(pendingSince === undefined ? {} : { pendingSince: pendingSince.toISOString() }),
    ...(claimableUntil === undefined ? {} : { claimableUntil: claimableUntil.toISOString() }),
    ...(claimedAt === undefined ? {} : { claimedAt: claimedAt.toISOString() }),
    ...(deletionChangeId === undefined ? {} : { deletionChangeId }),
    ...(revocationDue === undefined ? {} : { revocationDue }),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** An event as an operator reads it. */
export function recordedEvent({ id, occurredAt, type, outcome, actor, cause }: AuditEvent): RecordedEvent {
  return { eventId: id, at: occurredAt, type, outcome, actor: `${actor.kind} ${actor.id}`, ...(cause === undefined ? {} : { cause }) };
}

import { ServiceError } from '@paraph/contracts';
import { sha256Hex } from '@paraph/kernel';
import type { Credential } from './credential.js';
import type { LifecycleEvent } from './credential-store.js';

/** An operator asked for a credential, or its signer, through an application; or an application, for one session. */
export function requested(credential: Credential): LifecycleEvent {
  const { credentialId, signerId, subscriberId, algorithm, policyId, provider, orderingClientId, containerId, isHeld, sessionClientId, replaces } = credential;
  const sometimes = {
    ...(containerId === undefined ? {} : { containerId }),
    ...(orderingClientId === undefined ? {} : { orderingClientId }),
    ...(replaces === undefined ? {} : { replaces }),
  };
  return {
    type: sessionClientId === undefined ? 'credential-requested' : 'session-opened',
    actor: sessionClientId === undefined ? actorOf(isHeld === true ? 'signer' : 'operator', signerId) : { kind: 'client', id: sessionClientId },
    outcome: 'success',
    recipient: signerId,
    particulars: { credentialId, subscriberId, algorithm, policyId, provider, ...sometimes },
  };
}

/** A credential can sign from here on. */
export function activated({ credentialId, signerId, enrolment, certificates, validity }: Credential): LifecycleEvent {
  return {
    type: 'credential-activated',
    actor: { kind: 'signer', id: signerId },
    outcome: 'success',
    recipient: signerId,
    particulars: {
      credentialId,
      enrolmentId: enrolment?.enrolmentId ?? '',
      certificateFingerprint: sha256Hex(Buffer.from(certificates?.[0] ?? '', 'base64')),
      validTo: validity?.to.toISOString() ?? '',
    },
  };
}

/** The client for which its signer had it made took it: it is bound next. */
export function claimed({ credentialId, signerId }: Credential): LifecycleEvent {
  return { type: 'credential-claimed', actor: actorOf('signer', signerId), outcome: 'success', recipient: signerId, particulars: { credentialId } };
}

/** The SAM destroyed the key: by its signer's decision, on its authority's proof or a quorum's, or because its one session was over. */
export function destroyed({ credentialId, signerId, deletionChangeId, sessionClientId }: Credential): LifecycleEvent {
  const particulars = { credentialId, ...(deletionChangeId === undefined ? {} : { changeId: deletionChangeId }) };
  return {
    type: sessionClientId === undefined ? 'credential-destroyed' : 'session-ended',
    actor: actorOf(deletionChangeId === undefined ? 'module' : 'signer', signerId),
    outcome: 'success',
    recipient: signerId,
    particulars,
  };
}

/** A credential ended before it could sign. */
export function failed({ credentialId, signerId, enrolment, state }: Credential, failure: string): LifecycleEvent {
  return {
    type: 'credential-failed',
    actor: { kind: 'system', id: 'key-lifecycle' },
    outcome: 'failure',
    recipient: signerId,
    cause: failure,
    particulars: { credentialId, state, ...(enrolment === undefined ? {} : { enrolmentId: enrolment.enrolmentId }) },
  };
}

/** A credential signs no more, until the SAM has seen evidence or a quorum. */
export function suspended({ credentialId, signerId }: Credential, by: Stopper, reason?: string): LifecycleEvent {
  return {
    type: 'credential-suspended',
    actor: actorOf(by, signerId),
    outcome: 'success',
    recipient: signerId,
    particulars: { credentialId, ...(reason === undefined ? {} : { reason: storable(reason) }) },
  };
}

/** The certificate is over: nothing signs any more, and the key is about to go. */
export function expired({ credentialId, signerId, validity }: Credential): LifecycleEvent {
  return {
    type: 'credential-expired',
    actor: { kind: 'system', id: 'key-lifecycle' },
    outcome: 'success',
    recipient: signerId,
    particulars: { credentialId, validTo: validity?.to.toISOString() ?? '' },
  };
}

/** The certificate is revoked, by what the SAM verified. */
export function revoked({ credentialId, signerId }: Credential): LifecycleEvent {
  return { type: 'credential-revoked', actor: actorOf('module', signerId), outcome: 'success', recipient: signerId, particulars: { credentialId } };
}

/** A credential signs again, by what the SAM verified. */
export function resumed({ credentialId, signerId }: Credential): LifecycleEvent {
  return { type: 'credential-resumed', actor: actorOf('module', signerId), outcome: 'success', recipient: signerId, particulars: { credentialId } };
}

type Stopper = 'signer' | 'operator' | 'authority' | 'module';

function actorOf(by: Stopper, signerId: string): LifecycleEvent['actor'] {
  if (by === 'signer') return { kind: 'signer', id: signerId };
  // Until operators have accounts of their own, the bootstrap token is the one operator there is.
  if (by === 'operator') return { kind: 'operator', id: 'bootstrap' };
  // The authority's word comes through the connector that fetched it.
  return { kind: 'system', id: by === 'authority' ? 'ca-connector' : 'sam' };
}

// A reason is somebody's text: control characters and half surrogates would keep the event out of the audit log.
function storable(text: string): string {
  return text.toWellFormed().replace(/\p{Cc}/gu, '\uFFFD');
}

/** A failure as the record keeps it: code and detail of a refusal, and of a bug nothing but that it was one. */
export function failureText(failure: unknown): string {
  return failure instanceof ServiceError ? `${failure.code}: ${failure.detail}`.slice(0, 500) : 'internal: unexpected error';
}

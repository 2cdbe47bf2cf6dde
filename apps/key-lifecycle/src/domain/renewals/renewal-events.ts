import { sha256Hex } from '@paraph/kernel';
import type { Credential } from '../credential.js';
import type { LifecycleEvent } from '../credential-store.js';
import type { Renewal } from './renewal.js';

/** Somebody asked that a credential go on. */
export function renewalRequested({ credentialId, signerId }: Credential, { kind, enrolmentId }: Renewal, isSigners: boolean): LifecycleEvent {
  return {
    type: 'credential-requested',
    actor: isSigners ? { kind: 'signer', id: signerId } : { kind: 'operator', id: 'management' },
    outcome: 'success',
    recipient: signerId,
    particulars: { credentialId, enrolmentId, renews: kind },
  };
}

/** A credential has its next certificate. */
export function renewed({ credentialId, signerId, certificates, validity }: Credential, { kind, enrolmentId }: Renewal): LifecycleEvent {
  return {
    type: 'credential-renewed',
    actor: { kind: 'signer', id: signerId },
    outcome: 'success',
    recipient: signerId,
    particulars: {
      credentialId,
      enrolmentId,
      renews: kind,
      certificateFingerprint: sha256Hex(Buffer.from(certificates?.[0] ?? '', 'base64')),
      validTo: validity?.to.toISOString() ?? '',
    },
  };
}

/** Nothing came of a renewal; the credential is what it was. */
export function renewalFailed({ credentialId, enrolmentId, kind }: Renewal, failure: string): LifecycleEvent {
  return {
    type: 'credential-failed',
    actor: { kind: 'system', id: 'key-lifecycle' },
    outcome: 'failure',
    cause: failure,
    particulars: { credentialId, enrolmentId, renews: kind },
  };
}

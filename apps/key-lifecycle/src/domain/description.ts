import type { CredentialDescription } from '@paraph/contracts';
import { isOfOneSession, shownState, type Credential, type CredentialState } from './credential.js';

/** States in which a credential has a certificate to show and a key that is not on its way out. */
export const describableStates: readonly CredentialState[] = ['active', 'suspended', 'expired', 'revoked'];

/** Whether others may know of it. */
export function isDescribable({ state }: Credential): boolean {
  return describableStates.includes(state);
}

/** Whether this client, or whoever asks without one, may know of it: one of a session is its own client's. */
export function isShownTo(credential: Credential, clientId: string | undefined): boolean {
  return !isOfOneSession(credential) || credential.sessionClientId === clientId;
}

/**
 * Whether its certificate is still to be had although its key is gone: that of one session outlives the key by minutes, and a client that lost
 * the answer could not use its signature without it.
 */
export function hasCertificateLeft(credential: Credential, now: Date): boolean {
  const { state, validity } = credential;
  return isOfOneSession(credential) && state === 'destroyed' && validity !== undefined && now < validity.to;
}

/** A credential as the edges may show it. */
export function described(credential: Credential, now: Date): CredentialDescription {
  const { credentialId, signerId, subscriberId, algorithm, certificates, validity, enrolment, description } = credential;
  if (certificates === undefined || validity === undefined || enrolment === undefined) throw new Error('a credential that is not finished is not shown');
  return {
    credentialId,
    signerId,
    subscriberId,
    state: shownState(credential, now),
    algorithm,
    certificates: [...certificates],
    validFrom: validity.from.toISOString(),
    validTo: validity.to.toISOString(),
    multisign: enrolment.multisign,
    description,
  };
}

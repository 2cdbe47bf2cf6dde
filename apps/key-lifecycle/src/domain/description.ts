import type { CredentialDescription } from '@paraph/contracts';
import { shownState, type Credential, type CredentialState } from './credential.js';

/** States in which a credential has a certificate to show and a key that is not on its way out. */
export const describableStates: readonly CredentialState[] = ['active', 'suspended', 'expired', 'revoked'];

/** Whether others may know of it. */
export function isDescribable({ state }: Credential): boolean {
  return describableStates.includes(state);
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

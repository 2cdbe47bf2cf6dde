import { type ClientProfile, isLenient, type Leniency } from '@paraph/kernel';
import type { Client } from '../clients/client.js';

/** The two bases of the authorisation server: that of CSC API v1 and that of v2. */
export type ServerBase = 'v1' | 'v2';

/** By what a client's request is read. */
export interface RequestRules {
  readonly base: ServerBase;
  readonly profile: ClientProfile;
  /** OIDs of the certificate policies by which the client may have credentials made. */
  readonly creationPolicies: readonly string[];
}

/** The rules for a request of this client at this base. */
export function rulesOf({ settings }: Pick<Client, 'settings'>, base: ServerBase): RequestRules {
  return { base, profile: settings.profile, creationPolicies: settings.creation.map(({ certificatePolicy }) => certificatePolicy) };
}

/** Whether something that the text of the CSC API does not have is let pass. */
export function allows({ profile }: RequestRules, leniency: Leniency): boolean {
  return isLenient(profile, leniency);
}

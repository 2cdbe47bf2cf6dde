import type { AuditEvent } from '@paraph/contracts';
import type { Credential, CredentialState } from './credential.js';

/** What an operator looks for; what is left out may be anything. */
export interface Wanted {
  readonly subscriberId?: string | undefined;
  readonly signerId?: string | undefined;
  readonly state?: CredentialState | undefined;
  readonly limit: number;
  /** The last one of the page before. */
  readonly after?: string | undefined;
}

/** Part of what was found, and after which one the next part begins. */
export interface Found {
  readonly credentials: readonly Credential[];
  readonly next?: string;
}

/** Credentials as operators look for them, in whatever state, and what was recorded of each. It changes nothing. */
export abstract class CredentialSearch {
  /** Newest first. */
  abstract search(wanted: Wanted): Promise<Found>;
  abstract find(credentialId: string): Promise<Credential | undefined>;
  /** Oldest first. */
  abstract eventsOf(credentialId: string, limit: number): Promise<readonly AuditEvent[]>;
}

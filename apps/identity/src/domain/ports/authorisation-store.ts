import type { Authorisation } from '../authorisations/authorisation.js';
import type { IdentityEvent } from './events.js';

/** What completes an authorisation. */
export interface Approval {
  readonly grantId: string;
  readonly signerId: string;
  readonly credentialId?: string;
  /** Of a session, which has none before. */
  readonly activationId?: string;
}

/** A credential that is to be made, and for whom. */
export interface Preparation {
  readonly enrolmentId: string;
  readonly credentialId: string;
  readonly signerId: string;
  readonly challenge: string;
}

/** The course of each authorisation, from its first page to its end. */
export abstract class AuthorisationStore {
  abstract open(authorisation: Authorisation, event: IdentityEvent): Promise<void>;
  /** The latest authorisation of a request that waits. */
  abstract ofInteraction(interactionDigest: string): Promise<Authorisation | undefined>;
  /** The authorisation of an activation, an enrolment or a change, by the identifier the SAM gave it. */
  abstract ofReference(reference: string): Promise<Authorisation | undefined>;
  abstract ofGrant(grantId: string): Promise<Authorisation | undefined>;
  /** Moves an authorisation from `open` to `collecting`. Of two at the same time, one gets true. */
  abstract claim(id: string): Promise<boolean>;
  /** Moves an authorisation from `collecting` back to `open`: more evidence is missing. */
  abstract release(id: string): Promise<void>;
  /** Moves an authorisation from `collecting` back to `open`, with what was prepared for whoever signed in; false if it was not there. */
  abstract prepare(id: string, prepared: Preparation): Promise<boolean>;
  /** Moves an authorisation from `collecting` to `approved`; false if it was not there. */
  abstract approve(id: string, approval: Approval): Promise<boolean>;
  /** Ends an authorisation, with its event where there is one; false if it had ended before, then nothing is written. */
  abstract end(id: string, event?: IdentityEvent): Promise<boolean>;
}

import type { CredentialName, UserName } from '../fixtures.ts';

/** What a person decides on the service's pages. */
export type Decision = 'approve' | 'deny';

/** A person sent to the authorisation server. */
export interface Visit {
  readonly user: UserName;
  readonly url: string;
  readonly decision: Decision;
}

/** Where the visit ended, and what the pages showed on the way. */
export interface Ended {
  /** The address at the application, not loaded. */
  readonly redirect: URL;
  readonly shown?: { readonly text: string; readonly lang?: string };
}

/** Everything that needs a person. */
export interface Hook {
  /** Walks the pages behind an authorisation request. */
  authorise(visit: Visit): Promise<Ended>;
  /** Reads the one-time code that was sent last for a credential; waits for one that is on its way. */
  readOtp(credential: CredentialName): Promise<string>;
  /** Answers the request of approval that reached the user past the application. */
  answerLink(credential: CredentialName, decision: Decision): Promise<void>;
}

import type { Credential } from '../credential.js';
import type { LifecycleEvent } from '../credential-store.js';

/** A credential whose time is over, with where it stands in the order of ends. */
export interface OverCredential {
  readonly credential: Credential;
  readonly place: Place;
}

/** A place in the order of certificates' ends. */
export interface Place {
  readonly validTo: Date;
  readonly credentialId: string;
}

/** How a comparison of keys and credentials went. */
export interface Reconciliation {
  readonly finishedAt: Date;
  readonly keys: number;
  readonly credentials: number;
  readonly orphans: number;
  readonly followed: number;
  readonly unresolved: number;
}

/** All credentials, page by page: there may be a million. */
export abstract class CredentialRegister {
  /** Those whose certificate was over by then and whose key is not known to be gone, in the order of their ends. */
  abstract over(by: Date, after: Place | undefined, limit: number): Promise<readonly OverCredential[]>;

  /**
   * Writes that keys of credentials are gone, each over the version it was read in, with its events, in one transaction. Answers those that
   * were written; one that was changed meanwhile is left out.
   */
  abstract end(ended: readonly { readonly credential: Credential; readonly events: readonly LifecycleEvent[] }[]): Promise<readonly string[]>;

  abstract byIds(credentialIds: readonly string[]): Promise<readonly Credential[]>;

  /** Those that should have a wrapped key in the SAM and are older than that, by their identifiers. */
  abstract withKey(before: Date, after: string, limit: number): Promise<readonly Credential[]>;

  /** Writes an event that stands alone. */
  abstract record(event: LifecycleEvent): Promise<void>;

  abstract keepReconciliation(done: Reconciliation, event: LifecycleEvent): Promise<void>;
  abstract lastReconciliation(): Promise<Reconciliation | undefined>;
}

import type { Transaction } from '../ports/transactions.js';

/**
 * Where it is written which replica holds which session's key, and which replicas live. It carries no MAC, and needs none: by it, a session
 * is ended early or its end is told late; what signs is decided by records and by the key being there.
 */
export abstract class SessionRows {
  abstract insert(transaction: Transaction, session: { readonly credentialId: string; readonly heldBy: string }): Promise<void>;

  /** Nothing is left to do about a session. */
  abstract erase(transaction: Transaction, credentialId: string): Promise<void>;

  /** Says that a replica lives. */
  abstract beat(replica: string): Promise<void>;

  /** Says that it ends. */
  abstract leave(replica: string): Promise<void>;

  /** Credentials whose replica has not been heard of for so long, oldest first. */
  abstract forsaken(silentSeconds: number, limit: number): Promise<readonly string[]>;
}

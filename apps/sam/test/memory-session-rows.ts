import type { Transaction } from '../src/domain/ports/transactions.js';
import { SessionRows } from '../src/domain/sessions/session-rows.js';
import { put } from './memory-transactions.js';

/** Which replica holds what, in memory. Time is what a test says it is. */
export class MemorySessionRows extends SessionRows {
  readonly sessions = new Map<string, { readonly heldBy: string }>();
  /** Replicas that are heard of; a test that has one die takes it out. */
  readonly living = new Set<string>();

  override insert(transaction: Transaction, { credentialId, heldBy }: { readonly credentialId: string; readonly heldBy: string }): Promise<void> {
    put(transaction, this.sessions, { key: credentialId, row: { heldBy } });
    return Promise.resolve();
  }

  override erase(transaction: Transaction, credentialId: string): Promise<void> {
    put(transaction, this.sessions, { key: credentialId, row: undefined });
    return Promise.resolve();
  }

  override beat(replica: string): Promise<void> {
    this.living.add(replica);
    return Promise.resolve();
  }

  override leave(replica: string): Promise<void> {
    this.living.delete(replica);
    return Promise.resolve();
  }

  override forsaken(_silentSeconds: number, limit: number): Promise<readonly string[]> {
    const gone = [...this.sessions].filter(([, { heldBy }]) => !this.living.has(heldBy));
    return Promise.resolve(gone.slice(0, limit).map(([credentialId]) => credentialId));
  }
}

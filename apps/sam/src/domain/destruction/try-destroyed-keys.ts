import type { Clock } from '@paraph/kernel';
import type { KeyStore } from '../keys/key-store.js';
import type { Transactions } from '../ports/transactions.js';
import type { DestructionRows } from './destruction-rows.js';
import type { Destruction, DestructionTry } from './destruction.js';
import type { Destructions } from './destructions.js';
import type { ThisReplica } from './this-replica.js';

/** More than are looked at in one go. */
const PAGE = 200;
/** Numbers are given before a transaction ends: so far back one may still appear. */
const LATE = 1_000;

/** What came of trying to use destroyed keys. */
export interface Tried {
  readonly gone: number;
  /** Keys that a copy of is still there, and which one. */
  readonly left: readonly { readonly keyId: string; readonly copy: 'blob' | 'cached' }[];
}

/**
 * Every replica's own look at keys that were destroyed, wherever that was done: it forgets its unwrapped copy, then looks where a signature
 * takes its key from, the store and the token, and must find none (KEY-06). Nothing is signed to find out: a signature takes an authorisation.
 * What it finds is written down under its name.
 */
export class TryDestroyedKeys {
  /** What was destroyed up to there was gone before this process began. */
  private beginning: number | undefined;
  private after = 0;
  private readonly complained = new Set<string>();

  constructor(
    private readonly rows: DestructionRows,
    private readonly destructions: Destructions,
    private readonly parts: { readonly keys: KeyStore; readonly replica: ThisReplica },
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** One round. What was destroyed before this process began it never had. @throws `hsm.unavailable`, or the database's failure */
  async run(): Promise<Tried> {
    this.beginning ??= await this.rows.newest();
    const rows = await this.rows.untried(this.parts.replica.name, Math.max(this.beginning, this.after - LATE), PAGE);
    const genuine = await Promise.allSettled(rows.map((row) => this.destructions.genuine(row)));
    const tried = await this.tryAll(genuine.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])));
    this.after = Math.max(this.after, ...rows.map(({ number }) => number));
    return tried;
  }

  /** Tries these keys now. */
  async tryAll(destructions: readonly Destruction[]): Promise<Tried> {
    const left: { keyId: string; copy: 'blob' | 'cached' }[] = [];
    const gone: Destruction[] = [];
    for (const destruction of destructions) {
      const copy = await this.parts.keys.tryDestroyed(destruction.keyId);
      if (copy === undefined) gone.push(destruction);
      else left.push({ keyId: destruction.keyId, copy });
    }
    await this.note(gone);
    await this.complain(left);
    return { gone: gone.length, left };
  }

  private async note(gone: readonly Destruction[]): Promise<void> {
    if (gone.length === 0) return;
    const { name: replica } = this.parts.replica;
    const triedAt = this.clock.now().toISOString();
    const tries = gone.map(({ keyId }): DestructionTry => ({ keyId, replica, triedAt, outcome: 'gone' }));
    const sealed = await Promise.all(tries.map((one) => this.destructions.sealTry(one)));
    await this.transactions.run(async (transaction) => {
      await this.rows.insertTries(transaction, sealed);
      for (const { keyId, credentialId, signerId } of gone)
        transaction.record({
          type: 'key-destruction-verified',
          actor: { kind: 'system', id: 'sam' },
          outcome: 'success',
          recipient: signerId,
          particulars: { keyId, credentialId, replica },
        });
    });
  }

  /** Once for each: it is looked at again in every round. */
  private async complain(left: Tried['left']): Promise<void> {
    for (const { keyId, copy } of left) {
      if (this.complained.has(keyId)) continue;
      this.complained.add(keyId);
      const particulars = { keyId, copy, replica: this.parts.replica.name };
      await this.transactions.record({
        type: 'key-destruction-verified',
        actor: { kind: 'system', id: 'sam' },
        outcome: 'failure',
        cause: 'copy-left',
        particulars,
      });
    }
  }
}

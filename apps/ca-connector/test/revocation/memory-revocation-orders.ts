import type { CaEvent } from '../../src/domain/request-ledger.js';
import { RevocationOrders, type Placed, type RevocationState, type RevocationTask, type Turn } from '../../src/domain/revocation/revocation-orders.js';

interface Kept {
  task: RevocationTask;
  state: RevocationState;
  nextTryAt: Date;
}

/** Orders in memory, with the facts of the port's suite. */
export class MemoryRevocationOrders extends RevocationOrders {
  readonly all: CaEvent[] = [];
  private readonly orders = new Map<string, Kept>();

  override async place({ credentialId, reason }: Pick<RevocationTask, 'credentialId' | 'reason'>, { now, until }: Turn, event: CaEvent): Promise<Placed> {
    const known = this.orders.get(credentialId);
    if (known) return { task: known.task, state: known.state, isNew: false };
    const task = { credentialId, reason, orderedAt: now, tries: 0 };
    this.orders.set(credentialId, { task, state: 'asked', nextTryAt: until });
    this.all.push(event);
    return { task, state: 'asked', isNew: true };
  }

  override async take({ now, until }: Turn, limit: number): Promise<readonly RevocationTask[]> {
    const due = [...this.orders.values()].filter(({ state, nextTryAt }) => state === 'asked' && nextTryAt <= now).slice(0, limit);
    for (const one of due) one.nextTryAt = until;
    return due.map(({ task }) => task);
  }

  override async close(credentialId: string, state: 'revoked' | 'void', event: CaEvent): Promise<void> {
    this.change(credentialId, event, ({ task: { failure: _past, ...task } }) => ({ task, state }));
  }

  override async postpone(credentialId: string, { at, failure }: { readonly at: Date; readonly failure: string }, event?: CaEvent): Promise<void> {
    this.change(credentialId, event, ({ task }) => ({ task: { ...task, failure, tries: task.tries + 1 }, nextTryAt: at }));
  }

  override async waiting(): Promise<{ readonly count: number; readonly since?: Date | undefined }> {
    const open = [...this.orders.values()].filter(({ state }) => state === 'asked').map(({ task }) => task.orderedAt);
    return { count: open.length, since: open.sort((one, other) => one.getTime() - other.getTime())[0] };
  }

  private change(credentialId: string, event: CaEvent | undefined, change: (kept: Kept) => Partial<Kept>): void {
    const kept = this.orders.get(credentialId);
    if (kept?.state !== 'asked') return;
    Object.assign(kept, change(kept));
    if (event) this.all.push(event);
  }
}

import { JobRows, type DueAnnouncement, type JobRow, type KnownJob, type NewJob } from '../src/domain/ports/job-rows.js';
import type { Transaction } from '../src/domain/ports/transactions.js';
import type { MemorySigningJournal } from './memory-stores.js';
import { put } from './memory-transactions.js';

interface Stored extends NewJob {
  readonly acceptedAt: Date;
  readonly dueAt: Date;
  readonly isClaimed: boolean;
}

/** Jobs in memory; their attempts stand in the journal's table, those that wait as begun at the end of time. */
export class MemoryJobRows extends JobRows {
  readonly table = new Map<string, Stored>();
  readonly announcements = new Map<string, { readonly dueAt: Date; readonly tries: number }>();

  constructor(private readonly journal: MemorySigningJournal) {
    super();
  }

  override countWaiting(_transaction: Transaction, clientId: string) {
    const waiting = [...this.table.values()].filter(({ isClaimed }) => !isClaimed);
    return Promise.resolve({ all: waiting.length, ofClient: waiting.filter((one) => one.clientId === clientId).length });
  }

  override add(transaction: Transaction, job: NewJob): Promise<void> {
    const { attemptId, intent, isAnnounced } = job;
    if (this.journal.table.has(attemptId)) return Promise.reject(new Error('duplicate attempt'));
    const acceptedAt = intent.intendedAt;
    put(transaction, this.journal.table, { key: attemptId, row: { ...intent, intendedAt: NEVER } });
    put(transaction, this.table, { key: attemptId, row: { ...job, acceptedAt, dueAt: acceptedAt, isClaimed: false } });
    if (isAnnounced) put(transaction, this.announcements, { key: attemptId, row: { dueAt: acceptedAt, tries: 0 } });
    return Promise.resolve();
  }

  override find(attemptId: string): Promise<KnownJob | undefined> {
    const row = this.table.get(attemptId);
    return Promise.resolve(row && { attemptId, job: row.job, mac: row.mac, endedAt: this.journal.endings.get(attemptId) });
  }

  override waiting(now: Date, limit: number): Promise<readonly JobRow[]> {
    const due = [...this.table.values()].filter(({ isClaimed, dueAt }) => !isClaimed && dueAt <= now);
    const turn = (one: Stored): number => due.filter((other) => other.clientId === one.clientId).indexOf(one);
    return Promise.resolve(due.toSorted((one, other) => turn(one) - turn(other)).slice(0, limit));
  }

  override hold(_transaction: Transaction, attemptId: string): Promise<boolean> {
    return Promise.resolve(this.table.get(attemptId)?.isClaimed === false);
  }

  override claim(transaction: Transaction, attemptId: string, now: Date): Promise<boolean> {
    const [job, attempt] = [this.table.get(attemptId), this.journal.table.get(attemptId)];
    if (job) put(transaction, this.table, { key: attemptId, row: { ...job, isClaimed: true } });
    if (!attempt || attempt.outcome || attempt.intendedAt !== NEVER) return Promise.resolve(false);
    put(transaction, this.journal.table, { key: attemptId, row: { ...attempt, intendedAt: now } });
    return Promise.resolve(true);
  }

  override putBack(transaction: Transaction, attemptId: string, dueAt: Date): Promise<boolean> {
    const [job, attempt] = [this.table.get(attemptId), this.journal.table.get(attemptId)];
    if (!job || !attempt || attempt.outcome || attempt.intendedAt === NEVER) return Promise.resolve(false);
    put(transaction, this.journal.table, { key: attemptId, row: { ...attempt, intendedAt: NEVER } });
    put(transaction, this.table, { key: attemptId, row: { ...job, isClaimed: false, dueAt } });
    return Promise.resolve(true);
  }

  override postpone(attemptId: string, dueAt: Date): Promise<void> {
    const row = this.table.get(attemptId);
    if (row && !row.isClaimed) this.table.set(attemptId, { ...row, dueAt });
    return Promise.resolve();
  }

  override forget(now: Date): Promise<number> {
    const over = [...this.table.values()].filter(({ attemptId, validityMs }) => {
      const endedAt = this.journal.endings.get(attemptId);
      return endedAt !== undefined && endedAt.getTime() + validityMs <= now.getTime();
    });
    for (const { attemptId } of over) [this.table, this.announcements].forEach((table) => table.delete(attemptId));
    return Promise.resolve(over.length);
  }

  override takeAnnouncements(now: Date, again: Date, limit: number): Promise<readonly DueAnnouncement[]> {
    const due = [...this.announcements].filter(([attemptId, { dueAt }]) => dueAt <= now && this.journal.endings.has(attemptId)).slice(0, limit);
    return Promise.resolve(
      due.flatMap(([attemptId, { tries }]) => {
        const [row, endedAt] = [this.table.get(attemptId), this.journal.endings.get(attemptId)];
        this.announcements.set(attemptId, { dueAt: again, tries: tries + 1 });
        return row && endedAt ? [{ attemptId, job: row.job, mac: row.mac, tries, endsAt: new Date(endedAt.getTime() + row.validityMs) }] : [];
      }),
    );
  }

  override scheduleAnnouncement(attemptId: string, next: Date | undefined): Promise<void> {
    const row = this.announcements.get(attemptId);
    if (row && next) this.announcements.set(attemptId, { ...row, dueAt: next });
    if (!next) this.announcements.delete(attemptId);
    return Promise.resolve();
  }

  override measure() {
    const waiting = [...this.table.values()].filter(({ isClaimed }) => !isClaimed).length;
    return Promise.resolve({ waiting, unannounced: this.announcements.size });
  }
}

const NEVER = new Date(8.64e15);

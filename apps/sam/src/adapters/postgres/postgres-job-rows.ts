import { rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import { JobRows, type DueAnnouncement, type JobRow, type KnownJob, type NewJob } from '../../domain/ports/job-rows.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

interface Stored {
  readonly attempt_id: string;
  readonly job: string;
  readonly mac: Buffer;
}

/** Whether an attempt has ended, by its column in the journal of signatures. */
const ENDED = `attempt.state NOT IN ('waiting', 'intended')`;

/** Jobs in PostgreSQL. */
export class PostgresJobRows extends JobRows {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async countWaiting(transaction: Transaction, clientId: string) {
    const [row] = await rows<{ readonly all: string; readonly client: string }>(
      managerOf(transaction),
      `SELECT count(*) AS all, count(*) FILTER (WHERE client_id = $1) AS client FROM signing_job WHERE claimed_at IS NULL`,
      [clientId],
    );
    return { all: Number(row?.all ?? 0), ofClient: Number(row?.client ?? 0) };
  }

  override async add(transaction: Transaction, { attemptId, clientId, job, mac, intent, validityMs, isAnnounced }: NewJob): Promise<void> {
    const manager = managerOf(transaction);
    const { activationId, requestDigest, places, intendedAt } = intent;
    await rows(
      manager,
      `INSERT INTO signing_attempt (attempt_id, activation_id, request_digest, places, state, intended_at) VALUES ($1, $2, $3, $4, 'waiting', $5)`,
      [attemptId, activationId, requestDigest, JSON.stringify(places), intendedAt],
    );
    await rows(manager, `INSERT INTO signing_job (attempt_id, client_id, job, mac, validity_ms, accepted_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $6)`, [
      attemptId,
      clientId,
      job,
      Buffer.from(mac),
      validityMs,
      intendedAt,
    ]);
    if (isAnnounced) await rows(manager, `INSERT INTO signing_announcement (attempt_id, due_at) VALUES ($1, $2)`, [attemptId, intendedAt]);
  }

  override async find(attemptId: string): Promise<KnownJob | undefined> {
    const [row] = await rows<Stored & { readonly ended_at: Date | null }>(
      this.database,
      `SELECT job.attempt_id, job.job, job.mac, CASE WHEN ${ENDED} THEN attempt.ended_at END AS ended_at
       FROM signing_job AS job JOIN signing_attempt AS attempt USING (attempt_id) WHERE job.attempt_id = $1`,
      [attemptId],
    );
    return row && { ...rowOf(row), endedAt: row.ended_at ?? undefined };
  }

  override async waiting(now: Date, limit: number): Promise<readonly JobRow[]> {
    const found = await rows<Stored>(
      this.database,
      `SELECT attempt_id, job, mac FROM (
         SELECT attempt_id, job, mac, accepted_at, row_number() OVER (PARTITION BY client_id ORDER BY accepted_at) AS turn
         FROM signing_job WHERE claimed_at IS NULL AND due_at <= $1
       ) AS one ORDER BY turn, accepted_at LIMIT $2`,
      [now, limit],
    );
    return found.map(rowOf);
  }

  override async hold(transaction: Transaction, attemptId: string): Promise<boolean> {
    const sql = `SELECT attempt_id FROM signing_job WHERE attempt_id = $1 AND claimed_at IS NULL FOR UPDATE SKIP LOCKED`;
    return (await rows(managerOf(transaction), sql, [attemptId])).length === 1;
  }

  override async claim(transaction: Transaction, attemptId: string, now: Date): Promise<boolean> {
    const manager = managerOf(transaction);
    await rows(manager, `UPDATE signing_job SET claimed_at = $2 WHERE attempt_id = $1 RETURNING attempt_id`, [attemptId, now]);
    const sql = `UPDATE signing_attempt SET state = 'intended', intended_at = $2 WHERE attempt_id = $1 AND state = 'waiting' RETURNING attempt_id`;
    return (await rows<{ attempt_id: string }>(manager, sql, [attemptId, now])).length === 1;
  }

  override async putBack(transaction: Transaction, attemptId: string, dueAt: Date): Promise<boolean> {
    const manager = managerOf(transaction);
    const sql = `UPDATE signing_attempt SET state = 'waiting' WHERE attempt_id = $1 AND state = 'intended' RETURNING attempt_id`;
    if ((await rows(manager, sql, [attemptId])).length === 0) return false;
    await rows(manager, `UPDATE signing_job SET claimed_at = NULL, due_at = $2 WHERE attempt_id = $1 RETURNING attempt_id`, [attemptId, dueAt]);
    return true;
  }

  override async postpone(attemptId: string, dueAt: Date): Promise<void> {
    await rows(this.database, `UPDATE signing_job SET due_at = $2 WHERE attempt_id = $1 AND claimed_at IS NULL RETURNING attempt_id`, [attemptId, dueAt]);
  }

  override async forget(now: Date): Promise<number> {
    const gone = await rows(
      this.database,
      `DELETE FROM signing_job AS job USING signing_attempt AS attempt
       WHERE attempt.attempt_id = job.attempt_id AND ${ENDED} AND attempt.ended_at + job.validity_ms * interval '1 millisecond' <= $1 RETURNING job.attempt_id`,
      [now],
    );
    return gone.length;
  }

  override async takeAnnouncements(now: Date, again: Date, limit: number): Promise<readonly DueAnnouncement[]> {
    const taken = await rows<Stored & { readonly tries: number; readonly ends_at: Date }>(
      this.database,
      `UPDATE signing_announcement AS one SET due_at = $2, tries = one.tries + 1
       FROM signing_job AS job, signing_attempt AS attempt
       WHERE job.attempt_id = one.attempt_id AND attempt.attempt_id = one.attempt_id AND one.attempt_id IN (
         SELECT due.attempt_id FROM signing_announcement AS due JOIN signing_attempt AS attempt USING (attempt_id)
         WHERE due.due_at <= $1 AND ${ENDED} ORDER BY due.due_at LIMIT $3 FOR UPDATE OF due SKIP LOCKED)
       RETURNING one.attempt_id, job.job, job.mac, one.tries - 1 AS tries, attempt.ended_at + job.validity_ms * interval '1 millisecond' AS ends_at`,
      [now, again, limit],
    );
    return taken.map((row) => ({ ...rowOf(row), tries: row.tries, endsAt: row.ends_at }));
  }

  override async scheduleAnnouncement(attemptId: string, next: Date | undefined): Promise<void> {
    if (next) await rows(this.database, `UPDATE signing_announcement SET due_at = $2 WHERE attempt_id = $1 RETURNING attempt_id`, [attemptId, next]);
    else await rows(this.database, `DELETE FROM signing_announcement WHERE attempt_id = $1 RETURNING attempt_id`, [attemptId]);
  }

  override async measure() {
    const [row] = await rows<{ readonly waiting: string; readonly unannounced: string }>(
      this.database,
      `SELECT (SELECT count(*) FROM signing_job WHERE claimed_at IS NULL) AS waiting, (SELECT count(*) FROM signing_announcement) AS unannounced`,
    );
    return { waiting: Number(row?.waiting ?? 0), unannounced: Number(row?.unannounced ?? 0) };
  }
}

function rowOf({ attempt_id: attemptId, job, mac }: Stored): JobRow {
  return { attemptId, job, mac: new Uint8Array(mac) };
}

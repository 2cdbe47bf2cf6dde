import type { DataSource } from 'typeorm';
import { rows } from '../database/rows.js';

/** Whether a round was taken; otherwise how long to wait before it is worth trying again. */
export type Taken = { readonly isMine: true } | { readonly isMine: false; readonly waitMs: number };

/**
 * Due, or left by one who is gone. Judged by the database's clock: it is the one that all replicas share. What is being done has no date, so that a wish
 * for it meanwhile is seen.
 */
const TAKE = `
  UPDATE round SET holder = $2, held_until = clock_timestamp() + $3 * interval '1 millisecond', due_at = 'infinity'
  WHERE name = $1 AND coalesce(held_until, due_at) <= clock_timestamp() RETURNING name`;

const WAIT = `
  SELECT greatest(0, ceil(extract(epoch FROM coalesce(held_until, due_at) - clock_timestamp()) * 1000))::float8 AS wait FROM round WHERE name = $1`;

/** The lease of one round, in the name of one process. */
export class RoundLease {
  constructor(
    private readonly database: DataSource,
    private readonly name: string,
    private readonly holder: string,
    private readonly leaseMs: number,
  ) {}

  /** Takes the round if it is due and free. One that nobody knows yet is due at once. */
  async take(): Promise<Taken> {
    await this.database.query(`INSERT INTO round (name, due_at) VALUES ($1, clock_timestamp()) ON CONFLICT DO NOTHING`, [this.name]);
    const taken = await rows(this.database, TAKE, [this.name, this.holder, this.leaseMs]);
    if (taken.length > 0) return { isMine: true };
    return { isMine: false, waitMs: await this.wait() };
  }

  /** Keeps it for longer. Answers false if it is somebody else's by now. */
  async keep(): Promise<boolean> {
    const sql = `UPDATE round SET held_until = clock_timestamp() + $3 * interval '1 millisecond' WHERE name = $1 AND holder = $2 RETURNING name`;
    return (await rows(this.database, sql, [this.name, this.holder, this.leaseMs])).length > 0;
  }

  /** Lets go of it; it is due again after so long, or at once if somebody wished so meanwhile. Changes nothing if it is somebody else's by now. Answers how long that is. */
  async release(dueInMs: number): Promise<number> {
    const sql = `
      UPDATE round SET holder = NULL, held_until = NULL, due_at = least(due_at, clock_timestamp() + $3 * interval '1 millisecond')
      WHERE name = $1 AND holder = $2`;
    await this.database.query(sql, [this.name, this.holder, dueInMs]);
    return this.wait();
  }

  /** Has it due now, whoever takes it. */
  async hasten(): Promise<void> {
    await this.database.query(`UPDATE round SET due_at = least(due_at, clock_timestamp()) WHERE name = $1`, [this.name]);
  }

  private async wait(): Promise<number> {
    const [row] = await rows<{ wait: number }>(this.database, WAIT, [this.name]);
    return row?.wait ?? 0;
  }
}

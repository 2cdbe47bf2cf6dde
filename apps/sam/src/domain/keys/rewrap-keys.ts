import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { randomUUID } from 'node:crypto';
import type { KeyRow } from '../ports/key-rows.js';
import type { RewrapRows, RewrapRun } from '../ports/rewrap-rows.js';
import type { Token } from '../ports/token.js';
import type { Transactions } from '../ports/transactions.js';
import { tampered } from '../records/tampered.js';
import { isSealed, resealKey, tokenKey } from './key-seal.js';

const BATCH = 50;
/** Longer than a batch takes: who has not come back by then is gone, and somebody else goes on. */
const TURN_MS = 120_000;
/** After a pass that left rows behind, which somebody must look at. */
const RETRY_MS = 3_600_000;
const actor = { kind: 'system', id: 'sam' } as const;

/** How fast keys are closed anew, and how to wait in between. */
export interface RewrapPace {
  readonly perSecond: number;
  pause(milliseconds: number): Promise<void>;
}

/** How far it has come, for whoever watches. */
export interface RewrapProgress {
  readonly generation: number;
  readonly rewrapped: number;
  readonly failed: number;
}

/**
 * Closes every key of an earlier generation anew under the newest, so that the earlier one can be destroyed one day
 * (KEY-06). Row by row and slowly; a row is replaced only if it is still the one that was read, so that a key that is
 * destroyed meanwhile stays destroyed, and one that signs meanwhile signs by either blob. One replica works at a time.
 */
export class RewrapKeys {
  private readonly holder = randomUUID();

  constructor(
    private readonly rows: RewrapRows,
    private readonly token: Token,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly pace: RewrapPace,
  ) {}

  /**
   * Works until nothing is left, somebody else has the turn, or `stopped` says so. Answers what it did; undefined if it
   * was not its turn or there was nothing to do.
   *
   * @throws `hsm.unavailable` when the token does not answer: the next run goes on
   */
  async run(watch: (progress: RewrapProgress) => void = () => {}, stopped: () => boolean = () => false): Promise<RewrapProgress | undefined> {
    const { kekGeneration: generation } = await this.token.health();
    if (!(await this.rows.hasOlder(generation))) return this.finish(generation);
    if (!(await this.begin(generation))) return undefined;
    let progress: RewrapProgress = { generation, rewrapped: 0, failed: 0 };
    for (let after = ''; !stopped();) {
      const batch = await this.rows.older(generation, after, BATCH);
      if (batch.length === 0) break;
      const done = await this.rewrapBatch(batch, stopped);
      progress = { generation, rewrapped: progress.rewrapped + done.rewrapped, failed: progress.failed + done.failed };
      watch(progress);
      if (!(await this.keepTurn(generation, done.rewrapped))) return progress;
      after = batch.at(-1)?.keyId ?? after;
    }
    if (!stopped()) await this.end(progress);
    return progress;
  }

  private async rewrapBatch(batch: readonly KeyRow[], stopped: () => boolean): Promise<Omit<RewrapProgress, 'generation'>> {
    const done = { rewrapped: 0, failed: 0 };
    for (const row of batch) {
      if (stopped()) break;
      const became = await this.rewrapRow(row);
      if (became === 'rewrapped') done.rewrapped += 1;
      if (became === 'failed') done.failed += 1;
      await this.pace.pause(1000 / this.pace.perSecond);
    }
    return done;
  }

  /** `gone`: destroyed or replaced by somebody else since it was read. */
  private async rewrapRow(row: KeyRow): Promise<'rewrapped' | 'failed' | 'gone'> {
    if (!(await isSealed(this.token, row))) {
      await tampered(this.transactions, 'key', row.keyId);
      return 'failed';
    }
    const closed = await this.token.rewrap(tokenKey(row)).catch((error: unknown) => {
      // One key that the token will not take is no reason to leave the others.
      if (error instanceof ServiceError && error.code === 'hsm.refused') return undefined;
      throw error;
    });
    if (closed === undefined) return 'failed';
    const next = await resealKey(this.token, row, closed);
    const isReplaced = await this.transactions.run((transaction) => this.rows.replace(transaction, row, next));
    if (!isReplaced) return 'gone';
    // The cache knows the key by its old blob.
    await this.token.destroyCached(row.keyId);
    return 'rewrapped';
  }

  private begin(generation: number): Promise<boolean> {
    return this.transactions.run(async (transaction) => {
      const run = await this.rows.takeTurn(transaction, this.turn(generation, TURN_MS));
      if (run?.isNew) transaction.record({ type: 'rewrapping-started', actor, outcome: 'success', particulars: await this.particulars(run) });
      return run !== undefined;
    });
  }

  private keepTurn(generation: number, rewrapped: number): Promise<boolean> {
    return this.transactions.run(async (transaction) => {
      await this.rows.progress(transaction, generation, rewrapped);
      return (await this.rows.takeTurn(transaction, this.turn(generation, TURN_MS))) !== undefined;
    });
  }

  private async end({ generation, failed }: RewrapProgress): Promise<void> {
    if (!(await this.rows.hasOlder(generation))) return void (await this.finish(generation));
    await this.transactions.run(async (transaction) => {
      await this.rows.takeTurn(transaction, this.turn(generation, RETRY_MS));
      const particulars = { generation: String(generation), failed: String(failed) };
      transaction.record({ type: 'rewrapping-finished', actor, outcome: 'failure', cause: 'keys are left that cannot be closed anew', particulars });
    });
  }

  /** Also says so when another replica closed the last key, or a key that was left has been destroyed. */
  private async finish(generation: number): Promise<undefined> {
    if (generation === 1 || (await this.rows.finishedAt(generation)) !== undefined) return;
    await this.transactions.run(async (transaction) => {
      const run = await this.rows.finish(transaction, generation, this.clock.now());
      if (run) transaction.record({ type: 'rewrapping-finished', actor, outcome: 'success', particulars: await this.particulars(run) });
    });
  }

  private async particulars({ generation, rewrapped }: RewrapRun): Promise<Record<string, string>> {
    const counts = await this.rows.counts();
    const left = [...counts].filter(([one]) => one < generation).reduce((sum, [, rows]) => sum + rows, 0);
    return { generation: String(generation), rewrapped: String(rewrapped), left: String(left) };
  }

  private turn(generation: number, milliseconds: number): { generation: number; holder: string; now: Date; until: Date } {
    const now = this.clock.now();
    return { generation, holder: this.holder, now, until: new Date(now.getTime() + milliseconds) };
  }
}

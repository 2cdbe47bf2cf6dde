import { preparedLook, preparedRows, rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import { SigningJournal, type SigningAttempt, type SigningEnding, type SigningIntent, type SigningOutcome } from '../../domain/ports/signing-journal.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

interface Stored {
  readonly attempt_id: string;
  readonly activation_id: string;
  readonly request_digest: string;
  /** JSON: numbers. */
  readonly places: string;
  readonly state: 'intended' | 'made' | 'partial' | 'released' | 'burned';
  /** JSON: what became of each hash, once that is known. */
  readonly results: string | null;
  readonly intended_at: Date;
}

const COLUMNS = 'attempt_id, activation_id, request_digest, places, state, results, intended_at';

/** The journal of signatures in PostgreSQL. */
export class PostgresSigningJournal extends SigningJournal {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async read(attemptId: string): Promise<SigningAttempt | undefined> {
    const [row] = await rows<Stored>(this.database, `SELECT ${COLUMNS} FROM signing_attempt WHERE attempt_id = $1`, [attemptId]);
    return row && attemptOf(row);
  }

  override async find(transaction: Transaction, attemptIds: readonly string[]): Promise<ReadonlyMap<string, SigningAttempt>> {
    const found = await preparedLook<Stored>(managerOf(transaction), `SELECT ${COLUMNS} FROM signing_attempt WHERE attempt_id = ANY($1)`, [attemptIds]);
    return new Map(found.map((row) => [row.attempt_id, attemptOf(row)]));
  }

  override async intend(transaction: Transaction, intents: readonly SigningIntent[]): Promise<void> {
    if (intents.length === 0) return;
    // In one order for everybody: two replicas that are given one attempt at the same time wait for one another, and not both.
    const ordered = intents.toSorted((one, other) => (one.attemptId < other.attemptId ? -1 : 1));
    await preparedRows(
      managerOf(transaction),
      `INSERT INTO signing_attempt (attempt_id, activation_id, request_digest, places, state, intended_at)
       SELECT *, 'intended', $5::timestamptz FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])`,
      [
        ordered.map(({ attemptId }) => attemptId),
        ordered.map(({ activationId }) => activationId),
        ordered.map(({ requestDigest }) => requestDigest),
        ordered.map(({ places }) => JSON.stringify(places)),
        ordered[0]?.intendedAt,
      ],
    );
  }

  override async conclude(transaction: Transaction, endings: readonly SigningEnding[]): Promise<number> {
    if (endings.length === 0) return 0;
    const changed = await preparedRows(
      managerOf(transaction),
      `UPDATE signing_attempt AS attempt SET state = ending.state, results = ending.results, ended_at = $4
       FROM unnest($1::text[], $2::text[], $3::text[]) AS ending (attempt_id, state, results)
       WHERE attempt.attempt_id = ending.attempt_id AND attempt.state = 'intended' RETURNING attempt.attempt_id`,
      [
        endings.map(({ attemptId }) => attemptId),
        endings.map(({ outcome }) => stateOf(outcome)),
        endings.map(({ outcome }) => JSON.stringify(outcome)),
        endings[0]?.endedAt,
      ],
    );
    return changed.length;
  }

  override async unfinished(before: Date): Promise<readonly SigningIntent[]> {
    const found = await rows<Stored>(
      this.database,
      `SELECT ${COLUMNS} FROM signing_attempt WHERE state = 'intended' AND intended_at < $1 ORDER BY intended_at LIMIT 100`,
      [before],
    );
    return found.map(intentOf);
  }
}

function intentOf(row: Stored): SigningIntent {
  return {
    attemptId: row.attempt_id,
    activationId: row.activation_id,
    requestDigest: row.request_digest,
    // What a strange text would name makes nothing free: only reserved places ever change.
    places: JSON.parse(row.places) as number[],
    intendedAt: row.intended_at,
  };
}

function attemptOf(row: Stored): SigningAttempt {
  return { ...intentOf(row), outcome: row.results === null ? undefined : (JSON.parse(row.results) as SigningOutcome) };
}

/** For whoever reads the table; the results say more. */
function stateOf(outcome: SigningOutcome): Stored['state'] {
  const [state = 'burned', ...others] = new Set(outcome.map((one) => one.state));
  if (others.length > 0) return 'partial';
  return state === 'signed' ? 'made' : state;
}

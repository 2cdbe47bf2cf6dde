import { rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import { SigningJournal, type SigningAttempt, type SigningIntent, type SigningOutcome } from '../../domain/ports/signing-journal.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

interface Stored {
  readonly attempt_id: string;
  readonly activation_id: string;
  readonly request_digest: string;
  readonly state: 'intended' | SigningOutcome['state'];
  readonly cause: string | null;
  readonly signatures: string[] | null;
  readonly intended_at: Date;
}

const COLUMNS = 'attempt_id, activation_id, request_digest, state, cause, signatures, intended_at';

/** The journal of signatures in PostgreSQL. */
export class PostgresSigningJournal extends SigningJournal {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async find(transaction: Transaction, attemptId: string): Promise<SigningAttempt | undefined> {
    const [row] = await rows<Stored>(managerOf(transaction), `SELECT ${COLUMNS} FROM signing_attempt WHERE attempt_id = $1`, [attemptId]);
    return row && { ...intentOf(row), outcome: outcomeOf(row) };
  }

  override async intend(transaction: Transaction, { attemptId, activationId, requestDigest, intendedAt }: SigningIntent): Promise<void> {
    await managerOf(transaction).query(
      `INSERT INTO signing_attempt (attempt_id, activation_id, request_digest, state, intended_at) VALUES ($1, $2, $3, 'intended', $4)`,
      [attemptId, activationId, requestDigest, intendedAt],
    );
  }

  override async conclude(transaction: Transaction, attemptId: string, ending: { readonly outcome: SigningOutcome; readonly endedAt: Date }): Promise<boolean> {
    const { outcome, endedAt } = ending;
    const [signatures, cause] = outcome.state === 'made' ? [outcome.signatures, null] : [null, outcome.cause];
    const changed = await rows(
      managerOf(transaction),
      `UPDATE signing_attempt SET state = $2, signatures = $3, cause = $4, ended_at = $5 WHERE attempt_id = $1 AND state = 'intended' RETURNING attempt_id`,
      [attemptId, outcome.state, signatures, cause, endedAt],
    );
    return changed.length === 1;
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
  return { attemptId: row.attempt_id, activationId: row.activation_id, requestDigest: row.request_digest, intendedAt: row.intended_at };
}

function outcomeOf({ state, cause, signatures }: Stored): SigningOutcome | undefined {
  if (state === 'intended') return undefined;
  return state === 'made' ? { state, signatures: signatures ?? [] } : { state, cause: cause ?? '' };
}

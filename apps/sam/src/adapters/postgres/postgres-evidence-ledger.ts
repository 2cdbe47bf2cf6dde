import { rows, rowsAlone } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import { EvidenceLedger } from '../../domain/ports/evidence-ledger.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

/** Evidence under way and evidence used, in PostgreSQL. */
export class PostgresEvidenceLedger extends EvidenceLedger {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async begin(reference: string, codeVerifier: string): Promise<string> {
    // What was begun stays as it was, and is answered: RETURNING says nothing of a row that a conflict left alone.
    const [row] = await rowsAlone<{ code_verifier: string }>(
      this.database,
      `INSERT INTO evidence_exchange AS begun (reference, code_verifier) VALUES ($1, $2)
       ON CONFLICT (reference) DO UPDATE SET released_at = begun.released_at RETURNING code_verifier`,
      [reference, codeVerifier],
    );
    if (row === undefined) throw new Error('an exchange of evidence was neither begun nor there');
    return row.code_verifier;
  }

  override async release(transaction: Transaction, reference: string): Promise<string | undefined> {
    const [row] = await rows<{ code_verifier: string }>(
      managerOf(transaction),
      `UPDATE evidence_exchange SET released_at = now() WHERE reference = $1 AND released_at IS NULL RETURNING code_verifier`,
      [reference],
    );
    return row?.code_verifier;
  }

  protected override async markUsed(transaction: Transaction, evidenceDigest: string, reference: string): Promise<boolean> {
    const used = await rows(
      managerOf(transaction),
      `INSERT INTO used_evidence (evidence_digest, reference) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING reference`,
      [evidenceDigest, reference],
    );
    return used.length === 1;
  }

  override async spendAll(transaction: Transaction, evidence: readonly (readonly [evidenceDigest: string, reference: string])[]): Promise<ReadonlySet<string>> {
    // In one order for everybody: whoever meets a digest under way waits for the other to end.
    const ordered = evidence.toSorted(([one], [other]) => (one < other ? -1 : 1));
    const used = await rows<{ evidence_digest: string }>(
      managerOf(transaction),
      `INSERT INTO used_evidence (evidence_digest, reference) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING RETURNING evidence_digest`,
      [ordered.map(([digest]) => digest), ordered.map(([, reference]) => reference)],
    );
    return new Set(used.map(({ evidence_digest: digest }) => digest));
  }
}

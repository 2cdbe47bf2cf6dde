import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { JournalHeads, type JournalHead } from '../domain/journal-heads.js';

interface Stored {
  readonly epoch: number;
  readonly sequence: string;
  readonly mac: string;
  readonly seal: string;
}

/** Heads in PostgreSQL. Each statement is a transaction of its own: what was answered is durable. */
export class PostgresJournalHeads extends JournalHeads {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async keep({ epoch, sequence, mac, seal }: JournalHead): Promise<boolean> {
    const written = await rows(
      this.database,
      `INSERT INTO journal_head (epoch, sequence, mac, seal) VALUES ($1, $2, $3, $4)
       ON CONFLICT (epoch) DO UPDATE SET sequence = EXCLUDED.sequence, mac = EXCLUDED.mac, seal = EXCLUDED.seal, kept_at = now()
       WHERE journal_head.sequence < EXCLUDED.sequence RETURNING epoch`,
      [epoch, sequence, mac, seal],
    );
    if (written.length === 1) return true;
    const found = await rows(this.database, `SELECT epoch FROM journal_head WHERE epoch = $1 AND sequence = $2 AND mac = $3`, [epoch, sequence, mac]);
    return found.length === 1;
  }

  override async newest(): Promise<JournalHead | undefined> {
    const [row] = await rows<Stored>(this.database, `SELECT epoch, sequence, mac, seal FROM journal_head ORDER BY epoch DESC LIMIT 1`);
    return row && { epoch: row.epoch, sequence: Number(row.sequence), mac: row.mac, seal: row.seal };
  }
}

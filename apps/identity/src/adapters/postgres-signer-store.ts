import { type Outbox, rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { IdentityEvent } from '../domain/ports/events.js';
import { SignerStore, type ProvenIdentity, type Signer } from '../domain/ports/signer-store.js';

interface SignerRow {
  readonly id: string;
  readonly subscriber_id: string;
  readonly name: string;
}

/** Signers in PostgreSQL. */
export class PostgresSignerStore extends SignerStore {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'identity'>,
  ) {
    super();
  }

  override async add({ id, subscriberId, name }: Signer, event: IdentityEvent): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await transaction.query(`INSERT INTO signer (id, subscriber_id, name) VALUES ($1, $2, $3)`, [id, subscriberId, name]);
      await this.outbox.record(transaction, event);
    });
  }

  override async find(id: string): Promise<Signer | undefined> {
    const [row] = await rows<SignerRow>(this.database, `SELECT id, subscriber_id, name FROM signer WHERE id = $1`, [id]);
    return row && toSigner(row);
  }

  override async link(signerId: string, { issuer, subject }: ProvenIdentity, event: IdentityEvent): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const made = await rows(
        transaction,
        `INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING signer_id`,
        [signerId, issuer, subject],
      );
      if (made.length > 0) await this.outbox.record(transaction, event);
    });
  }

  override async linkedTo(subscriberId: string, { issuer, subject }: ProvenIdentity): Promise<Signer | undefined> {
    const [row] = await rows<SignerRow>(
      this.database,
      `SELECT signer.id, signer.subscriber_id, signer.name FROM signer_identity JOIN signer ON signer.id = signer_identity.signer_id
       WHERE signer_identity.issuer = $1 AND signer_identity.subject = $2 AND signer.subscriber_id = $3
       ORDER BY signer_identity.linked_at DESC LIMIT 1`,
      [issuer, subject, subscriberId],
    );
    return row && toSigner(row);
  }
}

function toSigner(row: SignerRow): Signer {
  return { id: row.id, subscriberId: row.subscriber_id, name: row.name };
}

import { inTransaction, type Outbox, rows, rowsAlone } from '@paraph/platform';
import type { DataSource, EntityManager } from 'typeorm';
import type { IdentityEvent } from '../domain/ports/events.js';
import { SignerStore, type KnownSigner, type ProvenIdentity, type Signer } from '../domain/ports/signer-store.js';
import { lockAccount } from './account-lock.js';

interface SignerRow {
  readonly id: string;
  readonly subscriber_id: string;
  readonly name: string;
}

/** Nobody holds a role of trust and signs (ROL-03). */
const OPERATOR = `SELECT id FROM operator WHERE issuer = $1 AND subject = $2 AND ended_at IS NULL`;

/** Signers in PostgreSQL. */
export class PostgresSignerStore extends SignerStore {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'identity'>,
  ) {
    super();
  }

  override async add({ id, subscriberId, name }: Signer, event: IdentityEvent): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      await rows(transaction, `INSERT INTO signer (id, subscriber_id, name) VALUES ($1, $2, $3)`, [id, subscriberId, name]);
      await this.outbox.record(transaction, event);
    });
  }

  override async find(id: string): Promise<Signer | undefined> {
    const [row] = await rowsAlone<SignerRow>(this.database, `SELECT id, subscriber_id, name FROM signer WHERE id = $1`, [id]);
    return row && toSigner(row);
  }

  override async link(signerId: string, { issuer, subject }: ProvenIdentity, event: IdentityEvent): Promise<boolean> {
    return inTransaction(this.database, async (transaction) => {
      // Of two enrolments of one account that end at the same time, the second sees the first; so does one beside the account of a new operator.
      await lockAccount(transaction, { issuer, subject });
      if ((await isAnothers(transaction, signerId, { issuer, subject })) || (await rows(transaction, OPERATOR, [issuer, subject])).length > 0) return false;
      const made = await rows(
        transaction,
        `INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING signer_id`,
        [signerId, issuer, subject],
      );
      if (made.length > 0) await this.outbox.record(transaction, event);
      return true;
    });
  }

  override async isOperators({ issuer, subject }: ProvenIdentity): Promise<boolean> {
    return (await rowsAlone(this.database, OPERATOR, [issuer, subject])).length > 0;
  }

  override async knownBy({ issuer, subject }: ProvenIdentity): Promise<KnownSigner[]> {
    const found = await rows<SignerRow & { readonly subscriber_name: string }>(
      this.database,
      `SELECT signer.id, signer.subscriber_id, signer.name, subscriber.name AS subscriber_name
       FROM signer_identity JOIN signer ON signer.id = signer_identity.signer_id JOIN subscriber ON subscriber.id = signer.subscriber_id
       WHERE signer_identity.issuer = $1 AND signer_identity.subject = $2 ORDER BY subscriber.name, signer.id`,
      [issuer, subject],
    );
    return found.map((row) => ({ ...toSigner(row), subscriberName: row.subscriber_name }));
  }

  override async linkedTo(subscriberId: string, { issuer, subject }: ProvenIdentity): Promise<Signer | undefined> {
    const [row] = await rows<SignerRow>(
      this.database,
      `SELECT signer.id, signer.subscriber_id, signer.name FROM signer_identity JOIN signer ON signer.id = signer_identity.signer_id
       WHERE signer_identity.issuer = $1 AND signer_identity.subject = $2 AND signer.subscriber_id = $3
       ORDER BY signer_identity.linked_at LIMIT 1`,
      [issuer, subject, subscriberId],
    );
    return row && toSigner(row);
  }
}

async function isAnothers(database: Pick<EntityManager, 'query'>, signerId: string, { issuer, subject }: ProvenIdentity): Promise<boolean> {
  const others = await rows(
    database,
    `SELECT other.id FROM signer_identity JOIN signer AS other ON other.id = signer_identity.signer_id JOIN signer AS one ON one.subscriber_id = other.subscriber_id
     WHERE signer_identity.issuer = $2 AND signer_identity.subject = $3 AND one.id = $1 AND other.id <> $1`,
    [signerId, issuer, subject],
  );
  return others.length > 0;
}

function toSigner(row: SignerRow): Signer {
  return { id: row.id, subscriberId: row.subscriber_id, name: row.name };
}

import type { TrustRole } from '@paraph/contracts';
import { inTransaction, type Outbox, rows } from '@paraph/platform';
import type { DataSource, EntityManager } from 'typeorm';
import type { Invitation, NewOperator, Operator, OperatorPasskey } from '../domain/operators/operator.js';
import type { IdentityEvent } from '../domain/ports/events.js';
import { OperatorStore, type RoleGrant } from '../domain/ports/operator-store.js';
import type { ProvenIdentity } from '../domain/ports/signer-store.js';
import { lockAccount } from './account-lock.js';

interface OperatorRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: Date;
  readonly state: Operator['state'];
  readonly roles: TrustRole[];
}

type Queryable = Pick<EntityManager, 'query'>;

const OPERATOR = `
  SELECT operator.id, operator.name, operator.created_at,
    CASE WHEN operator.ended_at IS NOT NULL THEN 'ended'
         WHEN EXISTS (SELECT FROM operator_passkey WHERE operator_passkey.operator_id = operator.id) THEN 'active' ELSE 'invited' END AS state,
    ARRAY(SELECT role FROM operator_role WHERE operator_role.operator_id = operator.id AND withdrawn_at IS NULL AND operator.ended_at IS NULL ORDER BY role) AS roles
  FROM operator`;

/** Operators in PostgreSQL. */
export class PostgresOperatorStore extends OperatorStore {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'identity'>,
  ) {
    super();
  }

  override add(
    { id, name, account, createdAt }: NewOperator,
    invitation: Invitation,
    event: IdentityEvent,
  ): Promise<'added' | 'account-taken' | 'account-of-signer'> {
    return inTransaction(this.database, async (transaction) => {
      await lockAccount(transaction, account);
      const parameters = [account.issuer, account.subject];
      const signers = await rows(transaction, `SELECT signer_id FROM signer_identity WHERE issuer = $1 AND subject = $2 LIMIT 1`, parameters);
      if (signers.length > 0) return 'account-of-signer';
      if (await hasAccount(transaction, account)) return 'account-taken';
      await transaction.query(`INSERT INTO operator (id, name, issuer, subject, created_at) VALUES ($1, $2, $3, $4, $5)`, [id, name, ...parameters, createdAt]);
      const { digest, challenge, expiresAt } = invitation;
      const sql = `INSERT INTO operator_invitation (digest, operator_id, challenge, expires_at) VALUES ($1, $2, $3, $4)`;
      await transaction.query(sql, [digest, id, challenge, expiresAt]);
      await this.outbox.record(transaction, event);
      return 'added';
    });
  }

  override find(id: string): Promise<Operator | undefined> {
    return findOperator(this.database, id);
  }

  override async list({ after, limit }: { readonly after?: string | undefined; readonly limit: number }): Promise<Operator[]> {
    const found = await rows<OperatorRow>(this.database, `${OPERATOR} WHERE operator.id > $1 ORDER BY operator.id LIMIT $2`, [after ?? '', limit]);
    return found.map(toOperator);
  }

  override async invitation(digest: string): Promise<Invitation | undefined> {
    const sql = `SELECT operator_id, challenge, expires_at FROM operator_invitation WHERE digest = $1 AND used_at IS NULL`;
    const [row] = await rows<{ operator_id: string; challenge: string; expires_at: Date }>(this.database, sql, [digest]);
    return row && { digest, operatorId: row.operator_id, challenge: row.challenge, expiresAt: row.expires_at };
  }

  override keepPasskey({ digest, operatorId }: Invitation, { id, publicKey, signCount }: OperatorPasskey, event: IdentityEvent): Promise<boolean> {
    return inTransaction(this.database, async (transaction) => {
      const use = `UPDATE operator_invitation SET used_at = now() WHERE digest = $1 AND used_at IS NULL RETURNING digest`;
      if ((await rows(transaction, use, [digest])).length === 0) return false;
      const keep = `INSERT INTO operator_passkey (id, operator_id, public_key, sign_count) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id`;
      // A passkey that is known already uses the invitation up: whoever shows it is not the person it was made for.
      if ((await rows(transaction, keep, [id, operatorId, publicKey, signCount])).length === 0) return false;
      await this.outbox.record(transaction, event);
      return true;
    });
  }

  override async passkey(id: string): Promise<{ readonly passkey: OperatorPasskey; readonly operator: Operator } | undefined> {
    const sql = `SELECT operator_id, public_key, sign_count FROM operator_passkey WHERE id = $1`;
    const [row] = await rows<{ operator_id: string; public_key: string; sign_count: string }>(this.database, sql, [id]);
    const operator = row && (await this.find(row.operator_id));
    return row && operator && { passkey: { id, publicKey: row.public_key, signCount: Number(row.sign_count) }, operator };
  }

  override hasAccount(account: ProvenIdentity): Promise<boolean> {
    return hasAccount(this.database, account);
  }

  override end(id: string, at: Date, event: IdentityEvent): Promise<boolean> {
    return inTransaction(this.database, async (transaction) => {
      const sql = `UPDATE operator SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING id`;
      if ((await rows(transaction, sql, [id, at])).length === 0) return false;
      await transaction.query(`UPDATE operator_role SET withdrawn_at = $2 WHERE operator_id = $1 AND withdrawn_at IS NULL`, [id, at]);
      await transaction.query(`UPDATE operator_session SET ended_at = $2 WHERE operator_id = $1 AND ended_at IS NULL`, [id, at]);
      await this.outbox.record(transaction, event);
      return true;
    });
  }

  override grant(
    operatorId: string,
    { role, proposalId, at }: RoleGrant,
    { judge, event }: { readonly judge: (operator: Operator) => void; readonly event: IdentityEvent },
  ): Promise<Operator | 'unknown' | 'spent'> {
    return inTransaction(this.database, async (transaction) => {
      await transaction.query(`SELECT FROM operator WHERE id = $1 FOR NO KEY UPDATE`, [operatorId]);
      const operator = await findOperator(transaction, operatorId);
      if (!operator) return 'unknown';
      if ((await rows(transaction, `SELECT proposal_id FROM operator_role WHERE proposal_id = $1`, [proposalId])).length > 0) return 'spent';
      judge(operator);
      const sql = `INSERT INTO operator_role (proposal_id, operator_id, role, granted_at) VALUES ($1, $2, $3, $4)`;
      await transaction.query(sql, [proposalId, operatorId, role, at]);
      await this.outbox.record(transaction, event);
      return { ...operator, roles: [...operator.roles, role].sort() };
    });
  }

  override withdraw(operatorId: string, { role, at }: { readonly role: TrustRole; readonly at: Date }, event: IdentityEvent): Promise<Operator | undefined> {
    return inTransaction(this.database, async (transaction) => {
      const update = `UPDATE operator_role SET withdrawn_at = $3 WHERE operator_id = $1 AND role = $2 AND withdrawn_at IS NULL RETURNING role`;
      const withdrawn = await rows(transaction, update, [operatorId, role, at]);
      if (withdrawn.length > 0) await this.outbox.record(transaction, event);
      return findOperator(transaction, operatorId);
    });
  }

  override async isFounded(): Promise<boolean> {
    return (await rows(this.database, `SELECT role FROM operator_role WHERE role = 'security-officer' LIMIT 1`)).length > 0;
  }
}

async function findOperator(database: Queryable, id: string): Promise<Operator | undefined> {
  const [row] = await rows<OperatorRow>(database, `${OPERATOR} WHERE operator.id = $1`, [id]);
  return row && toOperator(row);
}

async function hasAccount(database: Queryable, { issuer, subject }: ProvenIdentity): Promise<boolean> {
  const sql = `SELECT id FROM operator WHERE issuer = $1 AND subject = $2 AND ended_at IS NULL`;
  return (await rows(database, sql, [issuer, subject])).length > 0;
}

function toOperator({ id, name, state, roles, created_at }: OperatorRow): Operator {
  return { id, name, state, roles, createdAt: created_at };
}

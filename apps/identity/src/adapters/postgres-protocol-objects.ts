import { tokensEnded } from '@paraph/contracts';
import { type Bus, GatheredFinds, inTransaction, type KeyedRows, loadPrepared, type Outbox, rows, rowsAlone } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { IdentityEvent } from '../domain/ports/events.js';
import { ProtocolObjects, type KeptObject, type ProtocolObject } from '../domain/ports/protocol-objects.js';
import { accessKinds } from '../domain/tokens/token-kinds.js';

interface ObjectRow {
  readonly kind: string;
  readonly digest: string;
  readonly payload: Record<string, unknown>;
  readonly grant_id: string | null;
  readonly expires_at: Date;
  readonly consumed_at: Date | null;
  readonly revoked_at: Date | null;
}

const COLUMNS = 'kind, digest, payload, grant_id, expires_at, consumed_at, revoked_at';

/**
 * What only leads a person or a client on, and is worth nothing by itself: after a crash of the database they begin anew. Their rows
 * reach the disk a moment later, with the next commit that waits for it; tokens, and what was used before, always wait.
 */
const PASSING: ReadonlySet<string> = new Set(['PushedAuthorizationRequest', 'Interaction', 'Grant', 'AuthorizationCode']);

/** Kinds that open the API, those of logins among them. */
const REMEMBERED: ReadonlySet<string> = new Set(accessKinds);

const upsert = (source: string): string => `INSERT INTO protocol_object (kind, digest, payload, grant_id, expires_at) ${source}
  ON CONFLICT (kind, digest) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id, expires_at = excluded.expires_at`;
const UPSERT = upsert(`VALUES ($1, $2, $3, $4, $5)`);
const UPSERT_PASSING = upsert(
  `SELECT $1::text, $2::text, $3::jsonb, $4::text, $5::timestamptz FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried`,
);
const BY_DIGEST: KeyedRows = { table: 'protocol_object', columns: COLUMNS, by: ['kind', 'digest'] };

/** The authorisation server's objects in PostgreSQL. */
export class PostgresProtocolObjects extends ProtocolObjects {
  private readonly finds: GatheredFinds<ObjectRow>;

  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'identity'>,
    private readonly bus: Pick<Bus, 'tell'>,
  ) {
    super();
    this.finds = new GatheredFinds(loadPrepared<ObjectRow>(database, BY_DIGEST), (row) => [row.kind, row.digest]);
  }

  override async put(object: ProtocolObject, event?: IdentityEvent): Promise<void> {
    const { kind, digest, payload, grantId, expiresAt } = object;
    const values = [kind, digest, JSON.stringify(payload), grantId ?? null, expiresAt];
    if (event === undefined) return void (await rowsAlone(this.database, PASSING.has(kind.replace(/^v1\./, '')) ? UPSERT_PASSING : UPSERT, values));
    await inTransaction(this.database, async (transaction) => {
      await rows(transaction, UPSERT, values);
      await this.outbox.record(transaction, event);
    });
  }

  override async find(kind: string, digest: string): Promise<KeptObject | undefined> {
    const row = await this.finds.find(kind, digest);
    return row && toObject(row);
  }

  override async consume(kind: string, digest: string): Promise<boolean> {
    const used = await rowsAlone(
      this.database,
      `UPDATE protocol_object SET consumed_at = now() WHERE kind = $1 AND digest = $2 AND consumed_at IS NULL AND revoked_at IS NULL RETURNING digest`,
      [kind, digest],
    );
    return used.length > 0;
  }

  override async revoke(kind: string, digest: string, event?: IdentityEvent): Promise<void> {
    await this.mark(`kind = $1 AND digest = $2`, [kind, digest], event);
    await this.tell(kind);
  }

  override async revokeByGrant(kind: string, grantId: string, event?: IdentityEvent): Promise<void> {
    await this.mark(`kind = $1 AND grant_id = $2`, [kind, grantId], event);
    await this.tell(kind);
  }

  override async purge(before: Date): Promise<void> {
    await this.database.query(`DELETE FROM protocol_object WHERE expires_at < $1`, [before]);
  }

  /** The gateways remember for a moment what a token may do; nothing else is remembered by anybody. */
  private async tell(kind: string): Promise<void> {
    if (REMEMBERED.has(kind)) await this.bus.tell(tokensEnded);
  }

  private async mark(condition: string, values: readonly string[], event: IdentityEvent | undefined): Promise<void> {
    const statement = `UPDATE protocol_object SET revoked_at = now() WHERE ${condition} AND revoked_at IS NULL RETURNING digest`;
    if (event === undefined) return void (await rowsAlone(this.database, statement, values));
    await inTransaction(this.database, async (transaction) => {
      const marked = await rows(transaction, statement, values);
      if (marked.length > 0) await this.outbox.record(transaction, event);
    });
  }
}

function toObject(row: ObjectRow): KeptObject {
  return {
    kind: row.kind,
    digest: row.digest,
    payload: row.payload,
    expiresAt: row.expires_at,
    ...(row.grant_id === null ? {} : { grantId: row.grant_id }),
    ...(row.consumed_at === null ? {} : { consumedAt: row.consumed_at }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  };
}

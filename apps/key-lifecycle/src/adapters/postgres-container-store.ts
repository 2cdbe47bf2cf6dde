import type { ContainerLimits } from '@paraph/contracts';
import { inTransaction, type Outbox, rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import { ContainerStore, type ContainerPage } from '../domain/containers/container-store.js';
import type { Container, ContainerState, RecordedContainer } from '../domain/containers/container.js';
import type { LifecycleEvent } from '../domain/credential-store.js';

interface ContainerRow {
  readonly id: string;
  readonly subscriber_id: string;
  readonly client_id: string;
  readonly name: string;
  readonly limits: ContainerLimits;
  readonly delegated_to: string | null;
  readonly delegated_by: string | null;
  readonly state: ContainerState;
  readonly record_version: number;
  readonly closing_reason: string | null;
  readonly closed_at: Date | null;
  readonly created_at: Date;
}

const FIRST = 'id, subscriber_id, client_id, name, limits, delegated_to, delegated_by, state, created_at';
const COLUMNS = `${FIRST}, record_version, closing_reason, closed_at`;

/** Containers in PostgreSQL, each change with its events in one transaction. */
export class PostgresContainerStore extends ContainerStore {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'key-lifecycle'>,
  ) {
    super();
  }

  override async add(container: Container, event: LifecycleEvent): Promise<void> {
    const { containerId, subscriberId, clientId, name, limits, delegation, state, createdAt } = container;
    await inTransaction(this.database, async (transaction) => {
      const values = [
        containerId,
        subscriberId,
        clientId,
        name,
        JSON.stringify(limits),
        delegation?.to ?? null,
        delegation?.reference ?? null,
        state,
        createdAt,
      ];
      await transaction.query(`INSERT INTO container (${FIRST}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, values);
      await this.outbox.record(transaction, event);
    });
  }

  override async find(containerId: string): Promise<Container | undefined> {
    const [row] = await rows<ContainerRow>(this.database, `SELECT ${COLUMNS} FROM container WHERE id = $1`, [containerId]);
    return row && containerOf(row);
  }

  override async follow(container: Container, recorded: RecordedContainer, events: readonly LifecycleEvent[]): Promise<boolean> {
    const { subscriberId, clientId, name, limits, delegation, closure } = recorded;
    return inTransaction(this.database, async (transaction) => {
      const asRead = [container.containerId, container.state, container.recordVersion];
      const owner = [subscriberId, clientId, name, JSON.stringify(limits), delegation?.to ?? null, delegation?.reference ?? null];
      const values = [...asRead, recorded.state, recorded.recordVersion, ...owner, closure?.reason ?? null, closure?.closedAt ?? null];
      const sql = `
        UPDATE container SET state = $4, record_version = greatest(record_version, $5), subscriber_id = $6, client_id = $7, name = $8, limits = $9,
          delegated_to = $10, delegated_by = $11, closing_reason = $12, closed_at = $13
        WHERE id = $1 AND state = $2 AND record_version = $3 RETURNING id`;
      if ((await rows(transaction, sql, values)).length === 0) return false;
      for (const event of events) await this.outbox.record(transaction, event);
      return true;
    });
  }

  override async notClosed(after: string, limit: number): Promise<readonly Container[]> {
    const sql = `SELECT ${COLUMNS} FROM container WHERE state <> 'closed' AND id > $1 ORDER BY id LIMIT $2`;
    return (await rows<ContainerRow>(this.database, sql, [after, limit])).map(containerOf);
  }

  override async list({
    subscriberId,
    containerId,
    after,
    limit,
  }: ContainerPage): Promise<readonly (Container & { readonly credentialIds: readonly string[] })[]> {
    const sql = `
      SELECT ${COLUMNS}, ARRAY(SELECT c.id FROM credential c WHERE c.container_id = container.id AND c.state <> 'destroyed' ORDER BY c.created_at, c.id) AS credential_ids
      FROM container
      WHERE ($1::text IS NULL OR subscriber_id = $1) AND ($2::text IS NULL OR id = $2)
        AND ($3::text IS NULL OR (created_at, id) > (SELECT one.created_at, one.id FROM container one WHERE one.id = $3))
      ORDER BY created_at, id LIMIT $4`;
    const found = await rows<ContainerRow & { readonly credential_ids: string[] }>(this.database, sql, [
      subscriberId ?? null,
      containerId ?? null,
      after ?? null,
      limit,
    ]);
    return found.map((row) => ({ ...containerOf(row), credentialIds: row.credential_ids }));
  }
}

function containerOf(row: ContainerRow): Container {
  const { delegated_to: to, delegated_by: reference, closing_reason: reason, closed_at: closedAt } = row;
  return {
    containerId: row.id,
    subscriberId: row.subscriber_id,
    clientId: row.client_id,
    name: row.name,
    limits: row.limits,
    ...(to === null || reference === null ? {} : { delegation: { to, reference } }),
    state: row.state,
    recordVersion: row.record_version,
    ...(reason === null || closedAt === null ? {} : { closure: { reason, closedAt } }),
    createdAt: row.created_at,
  };
}

import { GatheredFinds, inTransaction, type KeyedRows, loadPrepared, type Outbox, rows, rowsAlone } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { Authorisation } from '../domain/authorisations/authorisation.js';
import { AuthorisationStore, type Approval, type Preparation } from '../domain/ports/authorisation-store.js';
import type { IdentityEvent } from '../domain/ports/events.js';

interface AuthorisationRow {
  readonly id: string;
  readonly interaction_digest: string;
  readonly client_id: string;
  readonly scope: Authorisation['scope'];
  readonly state: Authorisation['state'];
  readonly activation_id: string | null;
  readonly change_id: string | null;
  readonly enrolment_id: string | null;
  readonly challenge: string | null;
  readonly grant_id: string | null;
  readonly signer_id: string | null;
  readonly credential_id: string | null;
}

/** By the kind of thing an identifier names. */
const COLUMN_OF: Readonly<Record<string, string>> = { act: 'activation_id', chg: 'change_id', enr: 'enrolment_id' };
const COLUMNS = 'id, interaction_digest, client_id, scope, state, activation_id, change_id, enrolment_id, challenge, grant_id, signer_id, credential_id';
const OPENED = 'id, interaction_digest, client_id, scope, state, activation_id, change_id, enrolment_id, challenge, signer_id, credential_id';

/** Authorisations in PostgreSQL. Each move is one conditional update, so of two at the same time one is too late. */
export class PostgresAuthorisationStore extends AuthorisationStore {
  private readonly ofGrants: GatheredFinds<AuthorisationRow>;

  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'identity'>,
  ) {
    super();
    const byGrant: KeyedRows = { table: 'authorisation', columns: COLUMNS, by: ['grant_id'] };
    this.ofGrants = new GatheredFinds(loadPrepared<AuthorisationRow>(database, byGrant), (row) => [row.grant_id ?? '']);
  }

  override async open(one: Authorisation, event: IdentityEvent): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      await rows(transaction, `INSERT INTO authorisation (${OPENED}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, openedValues(one));
      await this.outbox.record(transaction, event);
    });
  }

  override ofInteraction(interactionDigest: string): Promise<Authorisation | undefined> {
    return this.one(`interaction_digest = $1 ORDER BY opened_at DESC LIMIT 1`, interactionDigest);
  }

  override async ofReference(reference: string): Promise<Authorisation | undefined> {
    const column = COLUMN_OF[reference.split('_', 1)[0] ?? ''];
    return column === undefined ? undefined : this.one(`${column} = $1`, reference);
  }

  override async ofGrant(grantId: string): Promise<Authorisation | undefined> {
    const row = await this.ofGrants.find(grantId);
    return row && toAuthorisation(row);
  }

  override async claim(id: string): Promise<boolean> {
    // Everybody sees it at once; that it survives a crash of the database is nothing anybody waits for.
    const moved = await rowsAlone(
      this.database,
      `UPDATE authorisation SET state = 'collecting' FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried WHERE id = $1 AND state = 'open' RETURNING id`,
      [id],
    );
    return moved.length > 0;
  }

  override async release(id: string): Promise<void> {
    await rowsAlone(this.database, `UPDATE authorisation SET state = 'open' WHERE id = $1 AND state = 'collecting'`, [id]);
  }

  override async prepare(id: string, { enrolmentId, credentialId, signerId, challenge }: Preparation): Promise<boolean> {
    const moved = await rowsAlone(
      this.database,
      `UPDATE authorisation SET state = 'open', enrolment_id = $2, credential_id = $3, signer_id = $4, challenge = $5 WHERE id = $1 AND state = 'collecting' RETURNING id`,
      [id, enrolmentId, credentialId, signerId, challenge],
    );
    return moved.length > 0;
  }

  override async approve(id: string, { grantId, signerId, credentialId, activationId }: Approval): Promise<boolean> {
    const moved = await rowsAlone(
      this.database,
      `UPDATE authorisation SET state = 'approved', grant_id = $2, signer_id = $3, credential_id = $4, activation_id = COALESCE(activation_id, $5)
       WHERE id = $1 AND state = 'collecting' RETURNING id`,
      [id, grantId, signerId, credentialId ?? null, activationId ?? null],
    );
    return moved.length > 0;
  }

  override async end(id: string, event?: IdentityEvent): Promise<boolean> {
    return inTransaction(this.database, async (transaction) => {
      const moved = await rows(transaction, `UPDATE authorisation SET state = 'ended' WHERE id = $1 AND state <> 'ended' RETURNING id`, [id]);
      if (moved.length > 0 && event !== undefined) await this.outbox.record(transaction, event);
      return moved.length > 0;
    });
  }

  private async one(condition: string, value: string): Promise<Authorisation | undefined> {
    const [row] = await rowsAlone<AuthorisationRow>(this.database, `SELECT ${COLUMNS} FROM authorisation WHERE ${condition}`, [value]);
    return row && toAuthorisation(row);
  }
}

function openedValues(one: Authorisation): unknown[] {
  const { id, interactionDigest, clientId, scope, state, activationId, changeId, enrolmentId, challenge, signerId, credentialId } = one;
  const drafted = [activationId ?? null, changeId ?? null, enrolmentId ?? null, challenge ?? null];
  return [id, interactionDigest, clientId, scope, state, ...drafted, signerId ?? null, credentialId ?? null];
}

function toAuthorisation(row: AuthorisationRow): Authorisation {
  return {
    id: row.id,
    interactionDigest: row.interaction_digest,
    clientId: row.client_id,
    scope: row.scope,
    state: row.state,
    ...(row.activation_id === null ? {} : { activationId: row.activation_id }),
    ...(row.change_id === null ? {} : { changeId: row.change_id }),
    ...(row.enrolment_id === null ? {} : { enrolmentId: row.enrolment_id }),
    ...(row.challenge === null ? {} : { challenge: row.challenge }),
    ...(row.grant_id === null ? {} : { grantId: row.grant_id }),
    ...(row.signer_id === null ? {} : { signerId: row.signer_id }),
    ...(row.credential_id === null ? {} : { credentialId: row.credential_id }),
  };
}

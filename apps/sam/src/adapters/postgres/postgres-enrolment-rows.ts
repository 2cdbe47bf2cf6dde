import { GatheredFinds, type KeyedRows, loadPrepared, rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import { enrolmentStates, type EnrolmentState } from '../../domain/enrolment/enrolment.js';
import { EnrolmentRows, type EnrolmentRow } from '../../domain/enrolment/enrolment-rows.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

interface Row {
  readonly enrolment_id: string;
  readonly credential_id: string;
  readonly draft: string;
  readonly mac: Buffer;
  readonly state: string;
  readonly state_mac: Buffer;
  readonly is_renewal: boolean;
}

const COLUMNS = 'enrolment_id, credential_id, draft, mac, state, state_mac, is_renewal';

/** As the index has it: the draft is text that is compared byte by byte, never read as JSON here. */
const KEY_OF_DRAFT = `substring(draft from '"keyId":"(key_[A-Za-z0-9_-]{22})"')`;

const BY_ID: KeyedRows = { table: 'enrolment', columns: COLUMNS, by: ['enrolment_id'] };
const BY_CREDENTIAL: KeyedRows = { table: 'enrolment', columns: COLUMNS, by: ['credential_id'], where: 'NOT is_renewal' };

/** Enrolments in PostgreSQL. */
export class PostgresEnrolmentRows extends EnrolmentRows {
  private readonly byId: GatheredFinds<Row>;
  private readonly byCredential: GatheredFinds<Row>;

  constructor(private readonly database: DataSource) {
    super();
    this.byId = new GatheredFinds(loadPrepared<Row>(database, BY_ID), (row) => [row.enrolment_id]);
    this.byCredential = new GatheredFinds(loadPrepared<Row>(database, BY_CREDENTIAL), (row) => [row.credential_id]);
  }

  override async insert(
    transaction: Transaction,
    { enrolmentId, credentialId, draft, mac, state, stateMac, isRenewal = false }: EnrolmentRow,
  ): Promise<boolean> {
    const made = await rows(
      managerOf(transaction),
      `INSERT INTO enrolment (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING enrolment_id`,
      [enrolmentId, credentialId, draft, Buffer.from(mac), state, Buffer.from(stateMac), isRenewal],
    );
    return made.length === 1;
  }

  override async find(enrolmentId: string): Promise<EnrolmentRow | undefined> {
    const row = await this.byId.find(enrolmentId);
    return row && toRow(row);
  }

  override async ofCredential(credentialId: string): Promise<EnrolmentRow | undefined> {
    const row = await this.byCredential.find(credentialId);
    return row && toRow(row);
  }

  override async ofKey(keyId: string): Promise<EnrolmentRow | undefined> {
    const [row] = await rows<Row>(this.database, `SELECT ${COLUMNS} FROM enrolment WHERE ${KEY_OF_DRAFT} = $1 AND NOT is_renewal`, [keyId]);
    return row && toRow(row);
  }

  override async advance(
    transaction: Transaction,
    enrolmentId: string,
    { from, to, stateMac }: { from: EnrolmentState; to: EnrolmentState; stateMac: Uint8Array },
  ): Promise<boolean> {
    const changed = await rows(
      managerOf(transaction),
      `UPDATE enrolment SET state = $3, state_mac = $4 WHERE enrolment_id = $1 AND state = $2 RETURNING enrolment_id`,
      [enrolmentId, from, to, Buffer.from(stateMac)],
    );
    return changed.length === 1;
  }
}

function toRow({
  enrolment_id: enrolmentId,
  credential_id: credentialId,
  draft,
  mac,
  state: text,
  state_mac: stateMac,
  is_renewal: isRenewal,
}: Row): EnrolmentRow {
  const state = enrolmentStates.find((one) => one === text);
  if (state === undefined) throw new Error('the table holds a state the code does not know');
  return { enrolmentId, credentialId, draft, mac: new Uint8Array(mac), state, stateMac: new Uint8Array(stateMac), ...(isRenewal && { isRenewal }) };
}

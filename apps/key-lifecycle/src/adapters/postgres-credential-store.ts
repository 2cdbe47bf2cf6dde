import type { Clock } from '@paraph/kernel';
import { inTransaction, type Outbox, rows, rowsAlone } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import type { Credential } from '../domain/credential.js';
import { CredentialStore, Overtaken, type Holder, type Lane, type LifecycleEvent } from '../domain/credential-store.js';
import { describableStates } from '../domain/description.js';
import { allOfCredential as ALL, changingColumns, changingValues, credentialOf, fixedColumns, fixedValues, type CredentialRow } from './credential-row.js';

const numbered = (count: number, first: number): string[] => Array.from({ length: count }, (_, at) => `$${first + at}`);

const INSERT = `
  INSERT INTO credential (${[...fixedColumns, 'version', 'touched_at', ...changingColumns].join(', ')})
  VALUES (${numbered(fixedColumns.length + 2 + changingColumns.length, 1).join(', ')})`;

const UPDATE = `
  UPDATE credential SET version = version + 1, touched_at = $3, ${changingColumns.map((column, at) => `${column} = $${at + 4}`).join(', ')}
  WHERE id = $1 AND version = $2 RETURNING version`;

/** More than a sweep settles at once; the rest waits for the next. */
const SWEEP_LIMIT = 50;

// What another process is just taking is skipped: it is that one's.
const TAKE_IN_SESSION = `
  UPDATE credential SET version = version + 1, touched_at = $2
  WHERE id IN (
    SELECT id FROM credential WHERE session_client_id IS NOT NULL AND state IN ('active', 'suspended') AND touched_at < $1
    ORDER BY touched_at LIMIT ${SWEEP_LIMIT} FOR UPDATE SKIP LOCKED)
  RETURNING ${ALL}`;

interface Version {
  readonly version: number;
}

/** @throws Overtaken if nothing was written */
function written(credential: Credential, [row]: readonly Version[]): Credential {
  if (row === undefined) throw new Overtaken();
  return { ...credential, version: row.version };
}

/** Credentials in PostgreSQL, each change with its event in one transaction. */
export class PostgresCredentialStore extends CredentialStore {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'key-lifecycle'>,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async add(credential: Credential, event: LifecycleEvent): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      await rows(transaction, INSERT, [...fixedValues(credential), credential.version, this.clock.now(), ...changingValues(credential)]);
      await this.outbox.record(transaction, event);
    });
  }

  override async save(credential: Credential, event?: LifecycleEvent): Promise<Credential> {
    const values = [credential.credentialId, credential.version, this.clock.now(), ...changingValues(credential)];
    if (event === undefined) return written(credential, await rowsAlone<Version>(this.database, UPDATE, values));
    return inTransaction(this.database, async (transaction) => {
      const saved = written(credential, await rows<Version>(transaction, UPDATE, values));
      await this.outbox.record(transaction, event);
      return saved;
    });
  }

  override find(credentialId: string): Promise<Credential | undefined> {
    return this.#one('id = $1', credentialId);
  }

  override findByEnrolment(enrolmentId: string): Promise<Credential | undefined> {
    return this.#one('enrolment_id = $1', enrolmentId);
  }

  override async certifiedOf({ signerId, subscriberId }: Holder): Promise<readonly Credential[]> {
    const sql = `SELECT ${ALL} FROM credential WHERE signer_id = $1 AND subscriber_id = $2 AND state = ANY($3) ORDER BY created_at, id`;
    return (await rows<CredentialRow>(this.database, sql, [signerId, subscriberId, describableStates])).map(credentialOf);
  }

  override async leftBehind(before: Date, lane: Lane): Promise<readonly Credential[]> {
    const sql = `
      SELECT ${ALL} FROM credential
      WHERE touched_at < $1 AND (state = 'keyed' AND pending_since IS NOT NULL) = $2 AND (
        state IN ('requested', 'destroying')
        OR state = 'certified' AND (NOT is_held OR claimed_at IS NOT NULL OR claimable_until < $1)
        OR deletion_change_id IS NOT NULL AND state <> 'destroyed'
        OR state = 'keyed' AND (evidence_digest IS NOT NULL OR enrolment_expires_at < $1))
      ORDER BY touched_at LIMIT ${SWEEP_LIMIT}`;
    return (await rows<CredentialRow>(this.database, sql, [before, lane === 'pending'])).map(credentialOf);
  }

  override async takeInSession(before: Date): Promise<readonly Credential[]> {
    return (await rowsAlone<CredentialRow>(this.database, TAKE_IN_SESSION, [before, this.clock.now()])).map(credentialOf);
  }

  override async revocationsDue(before: Date): Promise<readonly Credential[]> {
    const sql = `
      SELECT ${ALL} FROM credential
      WHERE revocation_due IS NOT NULL AND state IN ('revoked', 'destroyed') AND touched_at < $1 ORDER BY touched_at LIMIT ${SWEEP_LIMIT}`;
    return (await rows<CredentialRow>(this.database, sql, [before])).map(credentialOf);
  }

  override async inClosedContainers(before: Date): Promise<readonly Credential[]> {
    const sql = `
      SELECT ${ALL} FROM credential
      WHERE container_id IN (SELECT id FROM container WHERE state = 'closed') AND state <> 'destroyed' AND touched_at < $1
      ORDER BY touched_at LIMIT ${SWEEP_LIMIT}`;
    return (await rows<CredentialRow>(this.database, sql, [before])).map(credentialOf);
  }

  async #one(condition: string, value: string): Promise<Credential | undefined> {
    const [row] = await rowsAlone<CredentialRow>(this.database, `SELECT ${ALL} FROM credential WHERE ${condition}`, [value]);
    return row === undefined ? undefined : credentialOf(row);
  }
}

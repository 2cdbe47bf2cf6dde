import { ServiceError } from '@paraph/contracts';
import { idPattern } from '@paraph/kernel';
import type { MacPurpose } from '../ports/token.js';
import type { Token } from '../ports/token.js';
import type { NextRecord, RecordStore, SealedRecord } from '../ports/record-store.js';
import type { Transactions, Transaction } from '../ports/transactions.js';
import { macInput } from './mac-input.js';
import type { RecordBodies, RecordKind, TrustRecord } from './record-kinds.js';
import { takenAway } from './taken-away.js';
import { tampered } from './tampered.js';

/** The token's MAC purpose; the kind itself is the first field of what is MACed, so kinds never pass for one another. */
const MAC_PURPOSE: MacPurpose = 'binding-record';

/** What the id of each kind looks like. What looks otherwise came from a stranger, and a database may choke on it. */
const ID_PATTERNS = {
  container: idPattern('ctr'),
  client: idPattern('cli'),
  binding: idPattern('cred'),
  provider: /^[0-9a-f]{64}$/,
  quorum: /^quorum$/,
} as const satisfies Record<RecordKind, RegExp>;

/**
 * The SAM's own truth about clients and credentials. Rows come from a database that is not believed: the MAC is, and the
 * journal, which knows the lowest version that still counts.
 */
export class TrustRecords {
  constructor(
    private readonly store: RecordStore,
    private readonly token: Token,
    private readonly transactions: Transactions,
  ) {}

  /**
   * A record, its MAC checked, and no older than the last stop.
   *
   * @throws `record.tampered`, with an event of its own; `hsm.unavailable`
   */
  async find<Kind extends RecordKind>(kind: Kind, id: string): Promise<TrustRecord<Kind> | undefined> {
    if (!ID_PATTERNS[kind].test(id)) return undefined;
    // Before the database is asked: what is read afterwards cannot be older.
    const lowest = this.transactions.newest({ kind, id });
    const row = await this.store.find(kind, id);
    if ((row?.version ?? 0) < lowest) throw await tampered(this.transactions, kind, id);
    if (!row) return undefined;
    const genuine = await this.token.verifyMac(MAC_PURPOSE, bytesOf(kind, id, row), row.mac);
    if (!genuine) throw await tampered(this.transactions, kind, id);
    return { kind, id, version: row.version, body: open<Kind>(row.body) };
  }

  /** Seals the first version of a record; `write` makes it durable. Asks the token, so never inside a transaction. */
  sealNew<Kind extends RecordKind>(kind: Kind, id: string, body: RecordBodies[Kind]): Promise<NextRecord> {
    return this.seal(kind, id, { version: 1, body: JSON.stringify(body), takes: takenAway({ kind, after: body }) });
  }

  /** Seals what is to follow a record; `write` makes it durable. Asks the token, so never inside a transaction. */
  sealNext<Kind extends RecordKind>(previous: TrustRecord<Kind>, body: RecordBodies[Kind]): Promise<NextRecord> {
    const takes = takenAway({ kind: previous.kind, before: previous.body, after: body });
    return this.seal(previous.kind, previous.id, { version: previous.version + 1, body: JSON.stringify(body), takes });
  }

  /** Has a record stay as it was read until the transaction ends. @throws `request.duplicate` if it is no longer so */
  async hold(transaction: Transaction, { kind, id, version }: TrustRecord): Promise<void> {
    if ((await this.store.hold(transaction, kind, id)) !== version)
      throw new ServiceError('request.duplicate', `the ${kind} record was written by another request`);
    transaction.rely({ kind, id, version });
  }

  /** @throws `request.duplicate` if the record is no longer what the sealed one follows, or a new one exists already */
  async write(transaction: Transaction, { takes, ...record }: NextRecord): Promise<void> {
    const { kind, id, version } = record;
    if (!(await this.store.write(transaction, record))) throw new ServiceError('request.duplicate', `the ${kind} record was written by another request`);
    if (takes !== undefined) transaction.enter({ kind: 'stop', of: kind, id, version, act: takes });
    // What follows an old row is as old.
    else transaction.rely({ kind, id, version: version - 1 });
  }

  private async seal(kind: RecordKind, id: string, row: Pick<NextRecord, 'version' | 'body' | 'takes'>): Promise<NextRecord> {
    return { kind, id, ...row, mac: await this.token.mac(MAC_PURPOSE, bytesOf(kind, id, row)) };
  }
}

function bytesOf(kind: RecordKind, id: string, { version, body }: Pick<SealedRecord, 'version' | 'body'>): Uint8Array {
  return macInput('trust-record', kind, id, version, body);
}

function open<Kind extends RecordKind>(body: string): RecordBodies[Kind] {
  // The MAC proves that this very code wrote the text from a value of this type.
  return JSON.parse(body) as RecordBodies[Kind];
}

import type { RecordKind } from '../records/record-kinds.js';
import type { Transaction } from './transactions.js';

/** A trust record as a row. Its text means nothing before its MAC was checked: only `TrustRecords` reads these. */
export interface SealedRecord {
  readonly kind: RecordKind;
  readonly id: string;
  /** 1 for a new record, one more for each replacement. */
  readonly version: number;
  /** JSON. */
  readonly body: string;
  readonly mac: Uint8Array;
}

/** A record that is to be written, with what it takes away from the one before, if anything. */
export interface NextRecord extends SealedRecord {
  readonly takes?: string | undefined;
}

/** Rows of trust records. */
export abstract class RecordStore {
  abstract find(kind: RecordKind, id: string): Promise<SealedRecord | undefined>;

  /** The version of a record, which nobody changes until the transaction ends; 0 where there is none. */
  abstract hold(transaction: Transaction, kind: RecordKind, id: string): Promise<number>;

  /** Adds version 1, or puts version n in the place of version n - 1. Answers false if the row is not as expected. */
  abstract write(transaction: Transaction, record: SealedRecord): Promise<boolean>;
}

import type { ActivationRows } from '../src/domain/ports/activation-rows.js';
import type { Journal } from '../src/domain/journal/journal.js';
import type { DestructionRows } from '../src/domain/destruction/destruction-rows.js';
import type { EvidenceLedger } from '../src/domain/ports/evidence-ledger.js';
import type { JobRows } from '../src/domain/ports/job-rows.js';
import type { JournalRows } from '../src/domain/ports/journal-rows.js';
import type { KeyRows } from '../src/domain/ports/key-rows.js';
import type { RecordStore } from '../src/domain/ports/record-store.js';
import type { SigningJournal } from '../src/domain/ports/signing-journal.js';
import type { SamEvent, Transactions } from '../src/domain/ports/transactions.js';
import { MemoryDestructionRows } from './memory-destruction-rows.js';
import { MemoryJobRows } from './memory-job-rows.js';
import { MemoryActivationRows, MemoryEvidenceLedger, MemoryKeyRows, MemoryRecordStore, MemorySigningJournal } from './memory-stores.js';
import { MemoryTransactions } from './memory-transactions.js';

/** Everything the SAM stores, of one make. */
export interface Stores {
  readonly transactions: Transactions;
  readonly records: RecordStore;
  readonly keys: KeyRows;
  readonly activations: ActivationRows;
  readonly journal: SigningJournal;
  readonly jobs: JobRows;
  readonly evidence: EvidenceLedger;
  readonly destructions: DestructionRows;
  /** The chain as this replica knows it, and its table. */
  readonly chain: { readonly journal: Journal; readonly rows: JournalRows };
  /** Events of committed transactions, oldest first. */
  events(): Promise<readonly Pick<SamEvent, 'type' | 'outcome' | 'cause' | 'particulars'>[]>;
}

/** Stores in memory, open to a test that plays a hostile database. */
export function memoryStores() {
  const transactions = new MemoryTransactions();
  const journal = new MemorySigningJournal();
  return {
    transactions,
    records: new MemoryRecordStore(),
    keys: new MemoryKeyRows(),
    activations: new MemoryActivationRows(),
    journal,
    jobs: new MemoryJobRows(journal),
    evidence: new MemoryEvidenceLedger(),
    destructions: new MemoryDestructionRows(),
    chain: {
      get journal() {
        return transactions.journal;
      },
      rows: transactions.journalRows,
    },
    events: () => Promise.resolve(transactions.events),
  } satisfies Stores;
}

import { MemoryJournalRows } from './memory-journal.js';
import { MemoryTransactions } from './memory-transactions.js';
import { journalLiesSuite } from './journal-lies.suite.js';
import type { MakeHostile } from './journal-world.js';
import { journalSuite } from './journal.suite.js';

const make: MakeHostile = () => {
  const rows = new MemoryJournalRows();
  const turns = { last: Promise.resolve() as Promise<unknown> };
  return Promise.resolve({
    rows,
    transactions: (journal) => new MemoryTransactions(journal, rows, turns),
    read: () => Promise.resolve([...rows.table].sort((one, other) => one.sequence - other.sequence)),
    put: (entries) => Promise.resolve(void rows.table.splice(0, Infinity, ...entries)),
  });
};

journalSuite('a journal in memory', make);
journalLiesSuite('a journal in memory, of a database that lies', make);

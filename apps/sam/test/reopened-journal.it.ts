import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SystemClock } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { PostgresJournalRows } from '../src/adapters/postgres/postgres-journal.js';
import { TokenHeadWitness } from '../src/adapters/token-head-witness.js';
import { JournalSeal } from '../src/domain/journal/journal-seal.js';
import { BrokenJournal, ReadJournal } from '../src/domain/journal/read-journal.js';
import { reopenedJournal } from '../src/reopened-journal.js';
import { FakeToken } from './fake-token.js';
import { SamDatabase } from './postgres-stores.js';

let database: SamDatabase;
beforeAll(async () => void (database = await SamDatabase.start()));
afterAll(() => database.close());

it('has a journal whose entries are lost go on, above every epoch that is known, and says so in the log', async () => {
  const stores = await database.stores(new FakeClock());
  const token = new FakeToken();
  const seal = await JournalSeal.open(token);
  const reader = new ReadJournal(new PostgresJournalRows(database.source), seal, new SystemClock());
  // The token remembers an entry that the database does not have.
  const lost = seal.next({ ...seal.beginning, sequence: 8, epoch: 4 }, { at: 1, changes: [] });
  await new TokenHeadWitness(token).keep(seal.witness(lost));
  await expect(reader.run([lost])).rejects.toBeInstanceOf(BrokenJournal);

  const order = { reason: 'The disk of the database was lost.' };
  expect(await reopenedJournal({ database: database.source, token }, order)).toEqual({ found: '1/0', lost: '4/9', epoch: 5 });
  const { memory } = await reader.run([lost]);
  expect(memory.head).toMatchObject({ epoch: 5, sequence: 1 });
  expect(await stores.events()).toMatchObject([{ type: 'journal-epoch-raised', actor: { kind: 'operator', id: 'officer' }, particulars: order }]);

  // Audit remembers a later epoch still: the officer names it.
  expect(await reopenedJournal({ database: database.source, token }, { ...order, atLeast: 7 })).toMatchObject({ found: '5/1', epoch: 8 });
  expect((await reader.run([memory.head])).memory.head).toMatchObject({ epoch: 8, sequence: 2 });
});

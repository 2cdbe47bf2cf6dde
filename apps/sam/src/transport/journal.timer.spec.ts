import { beforeEach, describe, expect, it } from '@jest/globals';
import { Log, Metrics, Readiness } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import { MemoryWitness, Replica, type Surroundings } from '../../test/journal-world.js';
import { MemoryJournalRows } from '../../test/memory-journal.js';
import { MemoryTransactions } from '../../test/memory-transactions.js';
import { JournalDials, JournalPace, JournalTimer } from './journal.timer.js';

describe('a SAM that looks after its journal', () => {
  let around: Surroundings;
  let rows: MemoryJournalRows;
  let replica: Replica;
  let readiness: Readiness;
  let metrics: Metrics;
  let timer: JournalTimer;

  const begin = async () => {
    replica = new Replica(around);
    [readiness, metrics] = [new Readiness(), new Metrics('sam')];
    timer = new JournalTimer(
      replica.journal,
      replica.watch,
      replica.replicas,
      replica.transactions,
      new JournalDials(new Log('sam', 'silent'), new JournalPace(20), metrics, readiness),
    );
    await timer.onApplicationBootstrap();
  };
  beforeEach(() => {
    rows = new MemoryJournalRows();
    const turns = { last: Promise.resolve() as Promise<unknown> };
    around = {
      clock: new FakeClock(),
      rows,
      transactions: (journal) => new MemoryTransactions(journal, rows, turns),
      audit: new MemoryWitness('audit', true),
      token: new MemoryWitness('token', false),
      there: new Set(),
    };
  });

  const events = () => (replica.transactions as MemoryTransactions).events.map(({ type, cause }) => (cause === undefined ? type : `${type}: ${cause}`));
  const until = async (isSo: () => boolean) => {
    for (let left = 200; left > 0 && !isSo(); left -= 1) await new Promise((done) => setTimeout(done, 10));
    expect(isSo()).toBe(true);
  };

  it('is not ready until audit answers, and opens by itself then', async () => {
    around.audit.isAway = true;
    await begin();
    expect(await readiness.missing()).toEqual(['journal']);
    expect(await metrics.text()).toContain('paraph_sam_journal_open{service="sam"} 0');
    // To wait is no alarm.
    expect(events()).toEqual([]);
    around.audit.isAway = false;
    await until(() => replica.journal.closed === undefined);
    expect(await readiness.missing()).toEqual([]);
    await until(() => events().includes('journal-opened'));
    await timer.end();
  });

  it('gives an alarm once when entries are lost, in readiness, in figures and in the log', async () => {
    await begin();
    await replica.move('act_1', 2);
    const entries = rows.table.splice(0);
    await until(() => replica.journal.closed !== undefined);
    expect(await readiness.missing()).toEqual(['journal']);
    await until(() => events().includes('journal-closed: lost'));
    await new Promise((done) => setTimeout(done, 60));
    expect(events().filter((one) => one.startsWith('journal-closed'))).toHaveLength(1);
    rows.table.push(...entries);
    await until(() => replica.journal.closed === undefined);
    await timer.end();
  });

  it('tells of a stop at once, of the next ones together', async () => {
    await begin();
    await replica.stop('cred_0', 2);
    await until(() => around.token.told === 1);
    for (let count = 1; count < 20; count += 1) await replica.stop(`cred_${count}`, 2);
    await new Promise((done) => setTimeout(done, 100));
    expect(around.token.told).toBe(1);
    expect(around.audit.kept?.sequence).toBe(20);
    await timer.end();
  });

  it('ends in order, and a start after it burns nothing', async () => {
    await begin();
    await replica.move('act_1', 2);
    await timer.end();
    expect(rows.table.at(-1)?.body).toContain('"closed"');
    expect([around.audit.kept?.sequence, around.token.kept?.sequence]).toEqual([2, 2]);
    await begin();
    expect(replica.journal).toMatchObject({ closed: undefined, epoch: 1 });
    await timer.end();
  });
});

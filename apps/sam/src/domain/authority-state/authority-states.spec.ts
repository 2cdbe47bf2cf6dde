import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryAuthorityStates } from '../../../test/authority-states.js';
import { FakeToken } from '../../../test/fake-token.js';
import { MemoryTransactions } from '../../../test/memory-transactions.js';
import type { StoredState } from './authority-state-rows.js';
import { AuthorityStates } from './authority-states.js';
import { reportingTampering } from './tampered-state.js';

describe('states of the authority keys', () => {
  let rows: MemoryAuthorityStates;
  let token: FakeToken;
  let transactions: MemoryTransactions;
  let states: AuthorityStates;
  beforeEach(async () => {
    [rows, token, transactions] = [new MemoryAuthorityStates(), new FakeToken(), new MemoryTransactions()];
    states = await AuthorityStates.open(rows, token, transactions);
  });

  const write = (count: number, by = states) =>
    transactions.run(async (transaction) => (await by.lock(transaction, 'timestamp', 'unit')).replace({ time: '2027-03-01T09:00:00.000Z', count }));
  const lock = (by = states) => transactions.run(async (transaction) => (await by.lock(transaction, 'timestamp', 'unit')).body);
  const find = (by = states) => by.find('timestamp', 'unit');
  const row = (): StoredState => rows.table.get('timestamp/unit') ?? { version: 0, body: '', mac: new Uint8Array() };

  it('come back as they were written, in every replica', async () => {
    expect(await find()).toBeUndefined();
    await write(1);
    await write(2);
    const other = await AuthorityStates.open(rows, token, transactions);
    for (const by of [states, other]) expect([await find(by), await lock(by)]).toEqual(Array(2).fill({ time: '2027-03-01T09:00:00.000Z', count: 2 }));
    expect(row().version).toBe(2);
  });

  it('ask the token once, at the start', async () => {
    const before = token.counters.macCalls;
    await write(1);
    await find();
    expect(token.counters.macCalls).toBe(before);
  });

  it.each<[string, (known: StoredState) => void]>([
    ['whose body was edited', (known) => rows.table.set('timestamp/unit', { ...known, body: known.body.replace('2027', '2026') })],
    ['whose version was edited', (known) => rows.table.set('timestamp/unit', { ...known, version: known.version + 1 })],
    ['without a MAC', (known) => rows.table.set('timestamp/unit', { ...known, mac: new Uint8Array() })],
    ['with a MAC of another length', (known) => rows.table.set('timestamp/unit', { ...known, mac: Uint8Array.of(...known.mac, 0) })],
  ])('are refused by every replica when there is one %s', async (_what, change) => {
    await write(1);
    const known = row();
    change(known);
    const other = await AuthorityStates.open(rows, token, transactions);
    for (const by of [states, other]) for (const read of [find, lock]) await expect(read(by)).rejects.toMatchObject({ code: 'record.tampered' });
    rows.table.set('timestamp/unit', known);
    await expect(find()).resolves.toMatchObject({ count: 1 });
  });

  it.each(['revocations/unit', 'timestamp/other', 'tree-head/unit'])('are refused in the place of another: %s', async (place) => {
    await write(1);
    rows.table.set(place, row());
    const [kind = '', id = ''] = place.split('/');
    await expect(states.find(kind as 'timestamp', id)).rejects.toMatchObject({ code: 'record.tampered' });
  });

  it('are refused when an older one was put back, by a replica that saw the newer', async () => {
    await write(1);
    const old = row();
    await write(2);
    rows.table.set('timestamp/unit', old);
    await expect(find()).rejects.toMatchObject({ code: 'record.tampered' });
    await expect(lock()).rejects.toMatchObject({ code: 'record.tampered' });
    rows.table.delete('timestamp/unit');
    await expect(find()).rejects.toMatchObject({ code: 'record.tampered' });
  });

  it('are remembered by a replica that only read them', async () => {
    const other = await AuthorityStates.open(rows, token, transactions);
    await write(1);
    const old = row();
    await write(2);
    await find(other);
    rows.table.set('timestamp/unit', old);
    await expect(find(other)).rejects.toMatchObject({ code: 'record.tampered' });
  });

  it('are not remembered from a transaction that failed', async () => {
    await write(1);
    transactions.fail();
    await expect(write(2)).rejects.toThrow('the database is gone');
    transactions.fail(false);
    expect(await find()).toMatchObject({ count: 1 });
    await write(3);
    expect(row().version).toBe(2);
  });

  it('leave an event when one was changed, which says which and not how', async () => {
    await write(1);
    rows.table.set('timestamp/unit', { ...row(), body: '{}' });
    await expect(reportingTampering(transactions, () => lock())).rejects.toMatchObject({
      code: 'record.tampered',
      detail: 'a timestamp record is not the one that was written',
    });
    expect(transactions.events.at(-1)).toMatchObject({ type: 'record-tampered', particulars: { kind: 'timestamp', id: 'unit' } });
    await expect(reportingTampering(transactions, () => Promise.reject(new Error('else')))).rejects.toThrow('else');
    expect(transactions.events).toHaveLength(1);
  });
});

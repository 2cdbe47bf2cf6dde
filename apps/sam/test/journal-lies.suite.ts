import { beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredEntry } from '../src/domain/journal/journal-entry.js';
import { begin, codeOf, edited, Replica, type HostileJournal, type MakeHostile, type Surroundings } from './journal-world.js';

/** What becomes of a journal whose database lies, over any store. */
export function journalLiesSuite(name: string, make: MakeHostile): void {
  describe(name, () => {
    let hostile: HostileJournal;
    let around: Surroundings;
    let one: Replica;

    beforeEach(async () => {
      ({ hostile, around, one } = await begin(make));
    });

    describe('in a database that lies', () => {
      beforeEach(async () => {
        await one.stop('cred_1', 2);
        for (let version = 2; version < 8; version += 1) await one.move('act_1', version);
        await one.stop('cred_2', 3);
        await one.move('act_2', 2);
        await one.watch.run({ evenIfEarly: true });
      });

      const lies: readonly [string, (entries: StoredEntry[]) => StoredEntry[]][] = [
        ['edits an entry in the middle', (entries) => edited(entries, 4, { body: entries[3]?.body.replace('"version":4', '"version":3') ?? '' })],
        ['edits the last entry', (entries) => edited(entries, 9, { body: entries[8]?.body.replace('act_2', 'act_9') ?? '' })],
        ['edits what an entry stops', (entries) => edited(entries, 8, { body: entries[7]?.body.replace('cred_2', 'cred_9') ?? '' })],
        ['edits a MAC', (entries) => edited(entries, 5, { mac: new Uint8Array(32) })],
        ['edits the digest of stops', (entries) => edited(entries, 9, { stops: new Uint8Array(32) })],
        ['raises an epoch', (entries) => edited(entries, 9, { epoch: 2 })],
        ['deletes an entry in the middle', (entries) => entries.filter(({ sequence }) => sequence !== 5)],
        [
          'deletes one and closes the gap',
          (entries) => entries.filter(({ sequence }) => sequence !== 5).map((entry, place) => ({ ...entry, sequence: place + 1 })),
        ],
        ['deletes a stop', (entries) => entries.filter(({ sequence }) => sequence !== 1)],
        ['truncates the end', (entries) => entries.slice(0, -1)],
        ['truncates more of it', (entries) => entries.slice(0, 3)],
        ['takes everything away', () => []],
        [
          'swaps two entries',
          (entries) => entries.map((entry) => ({ ...entry, sequence: entry.sequence === 3 ? 4 : entry.sequence === 4 ? 3 : entry.sequence })),
        ],
        ['inserts one of its own', (entries) => [...entries, { ...(entries[8] as StoredEntry), sequence: 10 }]],
        ['repeats one', (entries) => [...entries, { ...(entries[3] as StoredEntry), sequence: 10 }]],
      ];

      it.each(lies)('stays closed after a start when it %s', async (_what, lie) => {
        const entries = await hostile.read();
        await hostile.put(lie(entries));
        await one.kill();
        const next = await Replica.start(around);
        expect(next.journal.closed?.cause).toMatch(/^(?:lost|forged)$/);
        expect(await codeOf(next.move('act_3', 2))).toBe('journal.closed');
        // Control: with the entries as they were, it opens by itself.
        await hostile.put(entries);
        await next.watch.run();
        expect(next.journal.closed).toBeUndefined();
        expect(await codeOf(next.move('act_3', 2))).toBe('done');
      });

      it.each(lies.filter(([what]) => /truncates|takes everything|edits a MAC$/.test(what)))(
        'is closed at the next commit of a replica that lives when it %s',
        async (_what, lie) => {
          const entries = await hostile.read();
          const lied = lie(edited(entries, 9, { mac: _what === 'edits a MAC' ? new Uint8Array(32) : (entries[8]?.mac ?? new Uint8Array(32)) }));
          await hostile.put(lied);
          expect(await codeOf(one.move('act_3', 2))).toBe('journal.closed');
          expect(one.journal.closed?.cause).toBe('lost');
          expect(await hostile.read()).toHaveLength(lied.length);
        },
      );

      it('is closed by the timer of a replica that does nothing', async () => {
        await hostile.put((await hostile.read()).slice(0, 5));
        await expect(one.watch.run()).rejects.toMatchObject({ code: 'journal.closed' });
        expect(one.journal.closed?.cause).toBe('lost');
      });

      it('is not taken for another one after an entry that was made for it', async () => {
        const entries = await hostile.read();
        const forged = { ...(entries[8] as StoredEntry), sequence: 10, body: (entries[8]?.body ?? '').replace('act_2', 'act_3') };
        await hostile.put([...entries, forged]);
        expect(await codeOf(one.move('act_3', 2))).toBe('journal.closed');
        expect(one.journal.closed?.cause).toBe('forged');
      });

      it('still takes stops while it is closed, and enters them when it opens', async () => {
        const entries = await hostile.read();
        await hostile.put(entries.slice(0, 5));
        await one.watch.run().catch(() => undefined);
        await one.stop('cred_3', 2);
        expect(await one.accepts('binding', 'cred_3', 1)).toBe(false);
        await hostile.put(entries);
        await one.watch.run();
        expect(one.journal.closed).toBeUndefined();
        expect((await hostile.read()).at(-1)?.body).toContain('cred_3');
        await one.watch.end();
        expect((await Replica.start(around)).journal.newest({ kind: 'binding', id: 'cred_3' })).toBe(2);
      });
    });

    describe('and those who remember how far it was', () => {
      it('stays closed until audit can be asked, and opens by itself then', async () => {
        await one.watch.end();
        around.audit.isAway = true;
        const next = await Replica.start(around);
        expect(next.journal.closed).toMatchObject({ cause: 'opening' });
        expect(await codeOf(next.move('act_1', 2))).toBe('journal.closed');
        around.audit.isAway = false;
        await next.watch.run();
        expect(await codeOf(next.move('act_1', 2))).toBe('done');
      });

      it('goes on when audit is away later, and tells it afterwards', async () => {
        around.audit.isAway = true;
        await one.move('act_1', 2);
        expect(await one.watch.run()).toMatchObject([{ witness: 'audit' }, { witness: 'audit' }]);
        await one.move('act_1', 3);
        around.audit.isAway = false;
        expect(await one.watch.run()).toEqual([]);
        expect(around.audit.kept).toMatchObject({ sequence: 2 });
      });

      it('tells audit each round in which it moved, the token once a minute', async () => {
        await one.move('act_1', 2);
        await one.watch.run();
        await one.watch.run();
        expect([around.audit.told, around.token.told]).toEqual([1, 1]);
        await one.move('act_1', 3);
        await one.watch.run();
        expect([around.audit.told, around.token.told]).toEqual([2, 1]);
        around.clock.advance(60_000);
        await one.watch.run();
        expect([around.audit.told, around.token.told]).toEqual([2, 2]);
      });

      it('is not opened over a database and a token that were put back together: audit knows', async () => {
        await one.move('act_1', 2);
        await one.watch.run({ evenIfEarly: true });
        const [entries, mark] = [await hostile.read(), around.token.kept];
        await one.move('act_1', 3);
        await one.watch.run({ evenIfEarly: true });
        await one.kill();
        await hostile.put(entries);
        if (mark) around.token.kept = mark;
        const next = await Replica.start(around);
        expect(next.journal.closed).toMatchObject({ cause: 'lost', detail: expect.stringContaining('1/2') });
      });

      it('is not opened over a database and an audit that were put back together: the token knows', async () => {
        await one.move('act_1', 2);
        await one.watch.run({ evenIfEarly: true });
        const [entries, kept] = [await hostile.read(), around.audit.kept];
        await one.move('act_1', 3);
        await one.watch.run({ evenIfEarly: true });
        await one.kill();
        await hostile.put(entries);
        if (kept) around.audit.kept = kept;
        expect((await Replica.start(around)).journal.closed).toMatchObject({ cause: 'lost' });
      });

      it('is not opened when audit answers a head that is not the SAM’s', async () => {
        await one.move('act_1', 2);
        await one.watch.end();
        if (around.audit.kept) around.audit.kept = { ...around.audit.kept, sequence: 1 };
        expect((await Replica.start(around)).journal.closed).toMatchObject({ cause: 'forged' });
      });

      it('closes one replica by what another one noticed and told audit', async () => {
        const other = await Replica.start(around);
        await one.move('act_1', 2);
        await other.watch.run();
        const entries = await hostile.read();
        // The database shows one of them a copy, and both go on.
        await one.move('act_1', 3);
        await one.move('act_1', 4);
        await one.watch.run();
        await hostile.put(entries);
        await other.move('act_2', 2);
        await other.watch.run().catch(() => undefined);
        expect(other.journal.closed).toMatchObject({ cause: 'witness' });
      });
    });
  });
}

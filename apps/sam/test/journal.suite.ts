import { beforeEach, describe, expect, it } from '@jest/globals';
import { begin, codeOf, Replica, type HostileJournal, type MakeHostile, type Surroundings } from './journal-world.js';

const HOUR = 3_600_000;

/** What the journal promises, over any store. */
export function journalSuite(name: string, make: MakeHostile): void {
  describe(name, () => {
    let hostile: HostileJournal;
    let around: Surroundings;
    let one: Replica;

    beforeEach(async () => {
      ({ hostile, around, one } = await begin(make));
    });

    describe('in order', () => {
      it('opens empty, and adds one entry for each transaction that changes something', async () => {
        expect(one.journal.closed).toBeUndefined();
        await one.move('act_1', 2);
        await one.transactions.run(async (transaction) => {
          for (const id of ['act_1', 'act_2', 'act_3']) transaction.enter({ kind: 'activation', id, version: 3 });
        });
        await one.transactions.run(() => Promise.resolve());
        expect((await hostile.read()).map(({ sequence, epoch }) => [sequence, epoch])).toEqual([
          [1, 1],
          [2, 1],
        ]);
        expect(one.journal.head.sequence).toBe(2);
      });

      it('leaves no entry of a transaction that failed', async () => {
        await one.move('act_1', 2);
        const failed = one.transactions.run(async (transaction) => {
          transaction.enter({ kind: 'activation', id: 'act_1', version: 3 });
          throw new Error('no');
        });
        await expect(failed).rejects.toThrow('no');
        expect(await hostile.read()).toHaveLength(1);
        await one.move('act_1', 3);
        expect(one.journal.head.sequence).toBe(2);
      });

      it('serves many at once, on two replicas, with one chain and every version known to both', async () => {
        const other = await Replica.start(around);
        await Promise.all(Array.from({ length: 30 }, (_, place) => (place % 2 === 0 ? one : other).move(`act_${place}`, 2)));
        expect((await hostile.read()).map(({ sequence }) => sequence)).toEqual(Array.from({ length: 30 }, (_, place) => place + 1));
        for (const replica of [one, other])
          for (let place = 0; place < 30; place += 1) expect(await replica.accepts('activation', `act_${place}`, 1)).toBe(false);
        expect(await other.accepts('activation', 'act_0', 2)).toBe(true);
      });

      it('refuses, at the commit, an older row than another replica wrote a moment ago', async () => {
        const other = await Replica.start(around);
        await one.stop('cred_1', 4);
        expect(other.journal.newest({ kind: 'binding', id: 'cred_1' })).toBe(0);
        expect(await other.accepts('binding', 'cred_1', 3)).toBe(false);
        expect(await other.accepts('binding', 'cred_1', 4)).toBe(true);
        await one.move('act_1', 2);
        expect(await codeOf(other.move('act_1', 2))).toBe('record.tampered');
        expect(await codeOf(other.move('act_1', 3))).toBe('done');
      });

      it('knows after a start what was known before: activations of the last hours, stops of ever', async () => {
        await one.stop('cred_1', 2);
        await one.move('act_old', 2);
        around.clock.advance(4 * HOUR);
        await one.move('act_new', 5);
        await one.watch.end();
        const next = await Replica.start(around);
        expect(next.journal).toMatchObject({ closed: undefined, epoch: 1 });
        expect(next.journal.newest({ kind: 'binding', id: 'cred_1' })).toBe(2);
        expect(next.journal.newest({ kind: 'activation', id: 'act_new' })).toBe(5);
        expect(next.journal.newest({ kind: 'activation', id: 'act_old' })).toBe(0);
      });

      it('carries the few states on, so that a start finds them however long ago they moved', async () => {
        await one.transactions.run(async (transaction) => transaction.enter({ kind: 'timestamp', id: 'tsa', version: 7 }));
        for (let times = 0; times < 3; times += 1) {
          around.clock.advance(24 * HOUR);
          await one.watch.end();
          one = await Replica.start(around);
          await one.move(`act_${times}`, 2);
        }
        expect(one.journal.newest({ kind: 'timestamp', id: 'tsa' })).toBe(7);
      });
    });

    describe('and its end', () => {
      it('keeps what is open when the last replica ended in order', async () => {
        await one.move('act_1', 2);
        expect(await one.watch.end()).toEqual([]);
        const next = await Replica.start(around);
        expect(next.journal.epoch).toBe(1);
        expect(await next.accepts('activation', 'act_1', 2)).toBe(true);
        expect(around.audit.kept).toMatchObject({ epoch: 1, sequence: 2 });
        expect(around.token.kept).toMatchObject({ epoch: 1, sequence: 2 });
      });

      it('burns what is open when every replica ended without a word', async () => {
        await one.move('act_1', 2);
        await one.kill();
        const next = await Replica.start(around);
        expect(next.journal).toMatchObject({ closed: undefined, epoch: 2 });
        const ofBefore = next.transactions.run(async (transaction) => transaction.rely({ kind: 'epoch', epoch: 1, otherwise: 'sad.invalid' }));
        expect(await codeOf(ofBefore)).toBe('sad.invalid');
      });

      it('keeps it then if the operator says so', async () => {
        await one.move('act_1', 2);
        await one.kill();
        expect((await Replica.start(around, 'keep')).journal.epoch).toBe(1);
      });

      it('burns nothing while another replica lives', async () => {
        const other = await Replica.start(around);
        await one.move('act_1', 2);
        await one.kill();
        expect((await Replica.start(around)).journal.epoch).toBe(1);
        await other.move('act_1', 3);
        expect(other.journal.closed).toBeUndefined();
      });

      it('tells a replica that lives of the new epoch at its next commit', async () => {
        await one.move('act_1', 2);
        around.there.clear();
        const next = await Replica.start(around);
        expect(next.journal.epoch).toBe(2);
        const late = one.transactions.run(async (transaction) => {
          transaction.rely({ kind: 'epoch', epoch: 1, otherwise: 'sad.invalid' });
          transaction.enter({ kind: 'activation', id: 'act_1', version: 3 });
        });
        expect(await codeOf(late)).toBe('sad.invalid');
      });
    });

    describe('that people have go on', () => {
      beforeEach(async () => {
        await one.stop('cred_1', 2);
        await one.move('act_1', 2);
        await one.watch.run({ evenIfEarly: true });
      });

      const lose = async (): Promise<void> => {
        const entries = await hostile.read();
        await one.stop('cred_2', 4);
        await one.move('act_1', 3);
        await one.watch.run({ evenIfEarly: true });
        await hostile.put(entries);
      };

      it('goes on in a new epoch, with every stop that a living replica knows', async () => {
        await lose();
        await one.watch.run().catch(() => undefined);
        expect(one.journal.closed?.cause).toBe('lost');
        await one.reopen();
        expect(one.journal).toMatchObject({ closed: undefined, epoch: 2 });
        expect(await one.accepts('binding', 'cred_2', 3)).toBe(false);
        await one.move('act_5', 2);
        await one.watch.end();

        const next = await Replica.start(around);
        expect(next.journal).toMatchObject({ closed: undefined, epoch: 2 });
        expect(next.journal.newest({ kind: 'binding', id: 'cred_2' })).toBe(4);
        expect(next.journal.newest({ kind: 'binding', id: 'cred_1' })).toBe(2);
      });

      it('opens every other replica by it, and those that start', async () => {
        const other = await Replica.start(around);
        await lose();
        for (const replica of [one, other]) await replica.watch.run().catch(() => undefined);
        expect(other.journal.closed).toBeDefined();
        await one.reopen();
        await other.watch.run();
        expect(other.journal).toMatchObject({ closed: undefined, epoch: 2 });
        expect((await Replica.start(around)).journal).toMatchObject({ closed: undefined, epoch: 2 });
      });

      it('does so after the middle was destroyed, with the stops that are left', async () => {
        await one.move('act_1', 3);
        await hostile.put((await hostile.read()).filter(({ sequence }) => sequence !== 2));
        await one.kill();
        const next = await Replica.start(around);
        expect(next.journal.closed?.cause).toBe('forged');
        await next.reopen();
        await next.move('act_5', 2);
        await next.watch.end();
        const last = await Replica.start(around);
        expect(last.journal).toMatchObject({ closed: undefined, epoch: 2 });
        expect(last.journal.newest({ kind: 'binding', id: 'cred_1' })).toBe(2);
      });

      it('does not go on while it is open', async () => {
        await expect(one.reopen()).rejects.toMatchObject({ code: 'proposal.impossible' });
      });

      it('is closed again by a database of before the reopening', async () => {
        const old = await hostile.read();
        await lose();
        await one.watch.run().catch(() => undefined);
        await one.reopen();
        await one.watch.run({ evenIfEarly: true });
        await one.kill();
        await hostile.put(old);
        expect((await Replica.start(around)).journal.closed).toMatchObject({ cause: 'lost', detail: expect.stringContaining('2/') });
      });
    });
  });
}

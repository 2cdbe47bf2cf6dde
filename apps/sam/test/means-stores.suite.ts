import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { ChangeRow } from '../src/domain/changes/change-rows.js';
import type { MeansStores } from './means-stores.js';
import type { Stores } from './stores.js';

const NOW = new Date('2027-03-01T09:00:00.000Z');
const LATER = new Date('2027-03-01T09:10:00.000Z');

const aChange = (change: Partial<ChangeRow> = {}): ChangeRow => ({
  changeId: newId('chg'),
  credentialId: newId('cred'),
  draft: '{"é":1}',
  draftMac: Uint8Array.of(0, 1, 255),
  state: 'open',
  progress: '{"proofs":[]}',
  progressMac: Uint8Array.of(2),
  expiresAt: LATER,
  ...change,
});

/** The facts about offered means and changes, for memory and PostgreSQL alike. */
export function meansStoresSuite(name: string, make: () => Promise<Stores & MeansStores>): void {
  describe(name, () => {
    let stores: Stores & MeansStores;
    beforeEach(async () => void (stores = await make()));

    describe('offered means', () => {
      const put = (reference: string, body: string, mac: Uint8Array) =>
        stores.transactions.run((transaction) => stores.offers.put(transaction, { reference, body, mac }));

      it('come back as they went in, under their reference', async () => {
        const [enrolment, change] = [newId('enr'), newId('chg')];
        await put(enrolment, '{"ü":1}', Uint8Array.of(1));
        await put(change, '{}', Uint8Array.of(0, 255));
        expect(await stores.offers.find(enrolment)).toEqual({ reference: enrolment, body: '{"ü":1}', mac: Uint8Array.of(1) });
        expect(await stores.offers.find(change)).toEqual({ reference: change, body: '{}', mac: Uint8Array.of(0, 255) });
        expect(await stores.offers.find(newId('enr'))).toBeUndefined();
      });

      it('take the place of an earlier offer', async () => {
        const reference = newId('enr');
        await put(reference, 'first', Uint8Array.of(1));
        await put(reference, 'second', Uint8Array.of(2));
        expect(await stores.offers.find(reference)).toEqual({ reference, body: 'second', mac: Uint8Array.of(2) });
      });

      it('stay as they were if the transaction fails', async () => {
        const reference = newId('enr');
        await put(reference, 'first', Uint8Array.of(1));
        const failing = stores.transactions.run(async (transaction) => {
          await stores.offers.put(transaction, { reference, body: 'second', mac: Uint8Array.of(2) });
          throw new Error('after all not');
        });
        await expect(failing).rejects.toThrow('after all not');
        expect((await stores.offers.find(reference))?.body).toBe('first');
      });
    });

    describe('changes', () => {
      const insert = async (change: Partial<ChangeRow> = {}): Promise<ChangeRow> => {
        const row = aChange(change);
        await stores.transactions.run((transaction) => stores.changes.insert(transaction, row));
        return row;
      };
      const to = (mac: number, state: ChangeRow['state'] = 'open') => ({ state, progress: `{"step":${mac}}`, progressMac: Uint8Array.of(mac) });
      const advance = ({ changeId }: ChangeRow, from: Uint8Array, step = to(3)) =>
        stores.transactions.run((transaction) => stores.changes.advance(transaction, changeId, { from, to: step }));
      const abandon = ({ changeId }: Pick<ChangeRow, 'changeId'>) => stores.transactions.run((transaction) => stores.changes.abandon(transaction, changeId));

      it('come back as they went in', async () => {
        const row = await insert();
        expect(await stores.changes.find(row.changeId)).toEqual(row);
        expect(await stores.changes.find(newId('chg'))).toBeUndefined();
      });

      it('are there once', async () => {
        const row = await insert();
        await expect(insert({ changeId: row.changeId })).rejects.toThrow();
      });

      it('move on only from the progress they have', async () => {
        const row = await insert();
        expect(await advance(row, Uint8Array.of(9))).toBe(false);
        expect(await advance(row, new Uint8Array())).toBe(false);
        expect(await advance(row, Uint8Array.of(2))).toBe(true);
        expect(await advance(row, Uint8Array.of(2))).toBe(false);
        expect(await stores.changes.find(row.changeId)).toEqual({ ...row, ...to(3) });
        expect(await advance(aChange(), Uint8Array.of(2))).toBe(false);
      });

      it('move on once when eight try at the same time', async () => {
        const row = await insert();
        const results = await Promise.all(Array.from({ length: 8 }, (_, at) => advance(row, Uint8Array.of(2), to(10 + at))));
        expect(results.filter(Boolean)).toHaveLength(1);
      });

      it('do not move on once they are completed or abandoned', async () => {
        const [done, refused] = [await insert(), await insert()];
        await advance(done, Uint8Array.of(2), to(3, 'completed'));
        expect(await advance(done, Uint8Array.of(3))).toBe(false);
        await abandon(refused);
        expect(await advance(refused, Uint8Array.of(2))).toBe(false);
        expect(await advance(refused, new Uint8Array())).toBe(false);
      });

      it('lose their MAC when they are abandoned, and are abandoned only while they are open', async () => {
        const [refused, done] = [await insert(), await insert()];
        await advance(done, Uint8Array.of(2), to(3, 'completed'));
        expect([await abandon(refused), await abandon(refused), await abandon(done), await abandon(aChange())]).toEqual([true, false, false, false]);
        expect(await stores.changes.find(refused.changeId)).toEqual({ ...refused, state: 'abandoned', progressMac: new Uint8Array() });
        expect((await stores.changes.find(done.changeId))?.state).toBe('completed');
      });

      it('end one way when they are completed and abandoned at the same time', async () => {
        const row = await insert();
        const [completed, abandoned] = await Promise.all([advance(row, Uint8Array.of(2), to(3, 'completed')), abandon(row)]);
        expect([completed, abandoned].filter(Boolean)).toHaveLength(1);
        expect((await stores.changes.find(row.changeId))?.state).toBe(completed ? 'completed' : 'abandoned');
      });

      it('are counted while they are open and in time, for their credential', async () => {
        const { credentialId } = await insert();
        await insert({ credentialId });
        await insert({ credentialId, expiresAt: NOW });
        await insert();
        await abandon(await insert({ credentialId }));
        await advance(await insert({ credentialId }), Uint8Array.of(2), to(3, 'completed'));
        expect(await stores.changes.countOpen(credentialId, NOW)).toBe(2);
        expect(await stores.changes.countOpen(newId('cred'), NOW)).toBe(0);
      });
    });
  });
}

import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { ActivationRow } from '../src/domain/ports/activation-rows.js';
import type { KeyRow } from '../src/domain/ports/key-rows.js';
import type { SealedRecord } from '../src/domain/ports/record-store.js';
import type { SamEvent } from '../src/domain/ports/transactions.js';
import { signingJournalSuite } from './signing-journal.suite.js';
import type { Stores } from './stores.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const anEvent: SamEvent = { type: 'key-generated', actor: { kind: 'system', id: 'sam' }, outcome: 'success', particulars: {} };

const aRecord = (change: Partial<SealedRecord> = {}): SealedRecord => ({
  kind: 'client',
  id: 'cli_1',
  version: 1,
  body: '{"a":1}',
  mac: bytes(1, 0, 255),
  ...change,
});

const aKey = (change: Partial<KeyRow> = {}): KeyRow => ({
  keyId: newId('key'),
  purpose: 'signer',
  algorithm: 'p256',
  publicKey: bytes(1, 2),
  blob: bytes(0, 255, 7),
  tokenFamily: 'fake',
  kekGeneration: 1,
  mac: bytes(9),
  ...change,
});

const anActivation = (change: Partial<ActivationRow> = {}): ActivationRow => ({
  activationId: newId('act'),
  clientId: 'cli_1',
  credentialId: 'cred_1',
  draft: '{"draft":"é"}',
  draftMac: bytes(4, 5),
  state: 'draft',
  occurrences: 'ff',
  version: 1,
  progressMac: bytes(6),
  expiresAt: new Date('2027-03-01T09:10:00.000Z'),
  ...change,
});

/** The facts about the SAM's stores, for memory and PostgreSQL alike. */
export function storesSuite(name: string, make: () => Promise<Stores>): void {
  describe(name, () => {
    let stores: Stores;
    beforeEach(async () => void (stores = await make()));

    describe('transactions', () => {
      it('write their events when they commit, in order', async () => {
        await stores.transactions.run(async (transaction) => {
          transaction.record(anEvent);
          transaction.record({ ...anEvent, type: 'key-destroyed' });
        });
        expect((await stores.events()).map(({ type }) => type)).toEqual(['key-generated', 'key-destroyed']);
      });

      it('leave nothing when they throw: no row, no event', async () => {
        const key = aKey();
        const attempt = stores.transactions.run(async (transaction) => {
          await stores.keys.insert(transaction, key);
          transaction.record(anEvent);
          throw new Error('no');
        });
        await expect(attempt).rejects.toThrow('no');
        expect(await stores.keys.find(key.keyId)).toBeUndefined();
        expect(await stores.events()).toEqual([]);
      });

      it('run alone, one after the other, for one act', async () => {
        const order: string[] = [];
        const act = (who: string) =>
          stores.transactions.runAlone('authority-keys', async () => {
            order.push(`${who} in`);
            await new Promise((done) => setTimeout(done, 5));
            order.push(`${who} out`);
          });
        await Promise.all([act('a'), act('b'), act('c')]);
        for (let place = 0; place < 6; place += 2) expect(order[place]?.replace('in', 'out')).toBe(order[place + 1]);
      });
    });

    describe('trust records', () => {
      const write = (record: SealedRecord) => stores.transactions.run((transaction) => stores.records.write(transaction, record));

      it('are not there before they are written', async () => {
        expect(await stores.records.find('client', 'cli_1')).toBeUndefined();
      });

      it('come back as they were written, by kind and id', async () => {
        await write(aRecord());
        await write(aRecord({ kind: 'binding', body: '{"b":2}' }));
        expect(await stores.records.find('client', 'cli_1')).toEqual(aRecord());
        expect(await stores.records.find('binding', 'cli_1')).toEqual(aRecord({ kind: 'binding', body: '{"b":2}' }));
      });

      it('are replaced by the next version', async () => {
        await write(aRecord());
        expect(await write(aRecord({ version: 2, body: '{}' }))).toBe(true);
        expect((await stores.records.find('client', 'cli_1'))?.body).toBe('{}');
      });

      it.each([
        ['the first version again', 1],
        ['a version after the next', 3],
      ])('refuse %s', async (_what, version) => {
        await write(aRecord());
        expect(await write(aRecord({ version, body: '{}' }))).toBe(false);
        expect((await stores.records.find('client', 'cli_1'))?.body).toBe('{"a":1}');
      });

      it('refuse a later version of a record that is not there', async () => {
        expect(await write(aRecord({ version: 2 }))).toBe(false);
      });
    });

    describe('keys', () => {
      const insert = (row: KeyRow) => stores.transactions.run((transaction) => stores.keys.insert(transaction, row));

      it('come back as they were stored', async () => {
        const key = aKey({ purpose: 'ca-root', algorithm: 'p384', kekGeneration: 3 });
        await insert(key);
        expect(await stores.keys.find(key.keyId)).toEqual(key);
      });

      it('are told apart: authorities are listed, signers are not', async () => {
        const statement = aKey({ purpose: 'statement' });
        await insert(aKey());
        await insert(statement);
        expect(await stores.keys.authorities()).toEqual([statement]);
      });

      it('refuse a second authority key of one purpose, and take a second signer', async () => {
        await insert(aKey({ purpose: 'sad' }));
        await expect(insert(aKey({ purpose: 'sad' }))).rejects.toThrow();
        await insert(aKey());
        await insert(aKey());
      });

      it('are erased once', async () => {
        const key = aKey();
        await insert(key);
        const erase = () => stores.transactions.run((transaction) => stores.keys.erase(transaction, key.keyId));
        expect(await erase()).toBe(true);
        expect(await stores.keys.find(key.keyId)).toBeUndefined();
        expect(await erase()).toBe(false);
      });
    });

    describe('activations', () => {
      const insert = async (row = anActivation()) => {
        await stores.transactions.run((transaction) => stores.activations.insert(transaction, row));
        return row;
      };

      it('come back as they were stored', async () => {
        const row = await insert();
        expect(await stores.activations.find(row.activationId)).toEqual(row);
        expect(await stores.activations.find(newId('act'))).toBeUndefined();
      });

      it('come back completed where other evidence completed them', async () => {
        const row = await insert({ ...anActivation(), state: 'completed', completion: { text: '{"proofs":["é"]}', mac: bytes(9) } });
        expect(await stores.activations.find(row.activationId)).toEqual(row);
      });

      it('are locked with their progress, or not there', async () => {
        const row = await insert();
        await stores.transactions.run(async (transaction) => {
          expect(await stores.activations.lock(transaction, row.activationId)).toEqual({
            state: 'draft',
            occurrences: 'ff',
            version: 1,
            progressMac: bytes(6),
          });
          expect(await stores.activations.lock(transaction, newId('act'))).toBeUndefined();
        });
      });

      it('advance, and keep their draft', async () => {
        const row = await insert();
        const completion = { text: '{}', mac: bytes(8) };
        await stores.transactions.run((transaction) =>
          stores.activations.advance(transaction, row.activationId, { state: 'completed', occurrences: 'ff', version: 2, progressMac: bytes(7), completion }),
        );
        await stores.transactions.run((transaction) =>
          stores.activations.advance(transaction, row.activationId, { state: 'issued', occurrences: 'rf', version: 3, progressMac: bytes(8) }),
        );
        expect(await stores.activations.find(row.activationId)).toEqual({
          ...row,
          state: 'issued',
          occurrences: 'rf',
          version: 3,
          progressMac: bytes(8),
          completion,
        });
      });

      it('know which SAD counts, and keep it when only their letters change', async () => {
        const row = await insert();
        const { activationId } = row;
        const second = { state: 'issued', occurrences: 'ff', version: 2, edition: 2, progressMac: bytes(7) } as const;
        await stores.transactions.run((transaction) => stores.activations.advance(transaction, activationId, second));
        expect(await stores.activations.find(activationId)).toEqual({ ...row, ...second });
        await stores.transactions.run(async (transaction) => {
          expect(await stores.activations.lock(transaction, activationId)).toEqual(second);
          expect(await stores.activations.lockAll(transaction, [activationId])).toEqual(new Map([[activationId, second]]));
          await stores.activations.advanceAll(transaction, new Map([[activationId, { ...second, occurrences: 'rf', version: 3 }]]));
        });
        expect(await stores.activations.find(activationId)).toEqual({ ...row, ...second, occurrences: 'rf', version: 3 });
      });

      it('are locked and advance several at a time, those that are there', async () => {
        const [one, other, third] = [await insert(), await insert(anActivation({ occurrences: 'rs' })), await insert()];
        const progress = { state: 'issued', occurrences: 'sb', version: 2, progressMac: bytes(0, 9) } as const;
        await stores.transactions.run(async (transaction) => {
          const found = await stores.activations.lockAll(transaction, [other.activationId, newId('act'), one.activationId]);
          expect([...found.keys()].toSorted()).toEqual([one.activationId, other.activationId].toSorted());
          expect(found.get(other.activationId)).toEqual({ state: 'draft', occurrences: 'rs', version: 1, progressMac: bytes(6) });
          await stores.activations.advanceAll(transaction, new Map([one, third].map(({ activationId }) => [activationId, progress])));
        });
        expect(await stores.activations.find(one.activationId)).toEqual({ ...one, ...progress });
        expect(await stores.activations.find(third.activationId)).toEqual({ ...third, ...progress });
        expect(await stores.activations.find(other.activationId)).toEqual(other);
      });

      it('wait for nobody for ever, however many are locked in whatever order', async () => {
        const ids = [await insert(), await insert(), await insert()].map(({ activationId }) => activationId);
        const lock = (order: readonly string[]) => stores.transactions.run((transaction) => stores.activations.lockAll(transaction, order));
        await Promise.all(Array.from({ length: 30 }, (_, turn) => lock(turn % 2 === 0 ? ids : ids.toReversed())));
      });

      it('let one transaction at a time change them', async () => {
        const row = await insert(anActivation({ occurrences: '' }));
        const add = () =>
          stores.transactions.run(async (transaction) => {
            const progress = await stores.activations.lock(transaction, row.activationId);
            await stores.activations.advance(transaction, row.activationId, {
              state: 'issued',
              occurrences: `${progress?.occurrences}s`,
              version: 2,
              progressMac: bytes(9),
            });
          });
        await Promise.all(Array.from({ length: 30 }, add));
        expect((await stores.activations.find(row.activationId))?.occurrences).toBe('s'.repeat(30));
      });
    });

    signingJournalSuite(() => stores, anActivation);

    describe('evidence', () => {
      const release = (reference: string) => stores.transactions.run((transaction) => stores.evidence.release(transaction, reference));
      const spend = (digest: string, reference: string) => stores.transactions.run((transaction) => stores.evidence.spend(transaction, digest, reference));

      it('keeps the first verifier of a reference', async () => {
        expect(await stores.evidence.begin('act_1', 'one')).toBe('one');
        expect(await stores.evidence.begin('act_1', 'two')).toBe('one');
      });

      it('releases a verifier once, and none that never began', async () => {
        await stores.evidence.begin('act_1', 'one');
        expect(await Promise.all([release('act_1'), release('act_1')])).toEqual(expect.arrayContaining(['one', undefined]));
        expect(await release('act_1')).toBeUndefined();
        expect(await release('act_2')).toBeUndefined();
      });

      it('is spent once, for whatever reference', async () => {
        expect(await spend('digest', 'act_1')).toBe(true);
        expect(await spend('digest', 'act_1')).toBe(false);
        expect(await spend('digest', 'enr_2')).toBe(false);
        expect(await spend('another', 'enr_2')).toBe(true);
      });

      it('is spent once, several at a time', async () => {
        const spendAll = (...digests: string[]) =>
          stores.transactions.run((transaction) =>
            stores.evidence.spendAll(
              transaction,
              digests.map((digest) => [digest, 'act_1']),
            ),
          );
        expect(await spendAll('b', 'a')).toEqual(new Set(['a', 'b']));
        expect(await spendAll('c', 'b', 'd')).toEqual(new Set(['c', 'd']));
        expect(await spend('a', 'act_2')).toBe(false);
      });
    });
  });
}

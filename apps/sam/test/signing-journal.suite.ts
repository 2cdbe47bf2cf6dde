import { describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { ActivationRow } from '../src/domain/ports/activation-rows.js';
import type { SigningIntent, SigningOutcome } from '../src/domain/ports/signing-journal.js';
import type { Stores } from './stores.js';

const SIGNED = { state: 'signed', signature: 'AA==' } as const;
const REFUSED = { state: 'released', cause: 'hsm.refused' } as const;
const BURNED = { state: 'burned', cause: 'hsm.ambiguous' } as const;

const anIntent = (activationId: string): SigningIntent => ({
  attemptId: newId('att'),
  activationId,
  requestDigest: 'digest',
  places: [1, 0],
  intendedAt: new Date('2027-03-01T09:00:00.000Z'),
});

/** The facts about the journal of signatures, for memory and PostgreSQL alike. */
export function signingJournalSuite(stores: () => Stores, anActivation: () => ActivationRow): void {
  describe('the journal', () => {
    const intend = async () => {
      const row = anActivation();
      const intent = anIntent(row.activationId);
      await stores().transactions.run(async (transaction) => {
        await stores().activations.insert(transaction, row);
        await stores().journal.intend(transaction, [intent]);
      });
      return intent;
    };
    const endedAt = new Date('2027-03-01T09:00:01.000Z');

    it('knows an intent, and nothing of an attempt that was never made', async () => {
      const intent = await intend();
      await stores().transactions.run(async (transaction) => {
        expect(await stores().journal.find(transaction, [newId('att'), intent.attemptId])).toEqual(new Map([[intent.attemptId, intent]]));
        expect(await stores().journal.find(transaction, [newId('att')])).toEqual(new Map());
      });
    });

    it('refuses a second intent of one attempt', async () => {
      const intent = await intend();
      await expect(stores().transactions.run((transaction) => stores().journal.intend(transaction, [intent]))).rejects.toThrow();
    });

    it.each([
      [SIGNED, SIGNED],
      [REFUSED, REFUSED],
      [BURNED, BURNED],
      [SIGNED, REFUSED],
      [BURNED, SIGNED, REFUSED],
    ])('keeps the first outcome and refuses another (%#)', async (...outcome) => {
      const { attemptId } = await intend();
      const conclude = (ending: SigningOutcome) =>
        stores().transactions.run((transaction) => stores().journal.conclude(transaction, [{ attemptId, outcome: ending, endedAt }]));
      expect(await conclude(outcome)).toBe(1);
      expect(await conclude([BURNED])).toBe(0);
      const found = await stores().transactions.run((transaction) => stores().journal.find(transaction, [attemptId]));
      expect(found.get(attemptId)?.outcome).toEqual(outcome);
      expect((await stores().journal.read(attemptId))?.outcome).toEqual(outcome);
    });

    it('knows nothing of an attempt that was never made', async () => {
      expect(await stores().journal.read(newId('att'))).toBeUndefined();
    });

    it('takes several intents and outcomes at once, and leaves alone what has one', async () => {
      const intents = [await intend(), await intend(), await intend()];
      const [first, second] = intents;
      const end = (ending: readonly SigningIntent[]) =>
        stores().transactions.run((transaction) =>
          stores().journal.conclude(
            transaction,
            ending.map(({ attemptId }) => ({ attemptId, outcome: [SIGNED], endedAt })),
          ),
        );
      expect(await end(first && second ? [second, first] : [])).toBe(2);
      expect(await end(intents)).toBe(1);
      expect(await stores().journal.unfinished(endedAt)).toEqual([]);
    });

    it('takes no two intents of one attempt, not even together, and none of the others with them', async () => {
      const { activationId } = await intend();
      const [one, other] = [anIntent(activationId), anIntent(activationId)];
      await expect(stores().transactions.run((transaction) => stores().journal.intend(transaction, [other, one, one]))).rejects.toThrow();
      expect(await stores().journal.read(other.attemptId)).toBeUndefined();
    });

    it('lists what began before a moment and has no outcome', async () => {
      const intent = await intend();
      expect(await stores().journal.unfinished(intent.intendedAt)).toEqual([]);
      expect(await stores().journal.unfinished(endedAt)).toEqual([intent]);
      await stores().transactions.run((transaction) => stores().journal.conclude(transaction, [{ attemptId: intent.attemptId, outcome: [BURNED], endedAt }]));
      expect(await stores().journal.unfinished(endedAt)).toEqual([]);
    });
  });
}

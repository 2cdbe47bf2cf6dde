import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { FakeToken } from '../../../../test/fake-token.js';
import { memorySealedStores, type SealedStores } from '../../../../test/sealed-stores.js';
import { SealedCounters } from './sealed-counters.js';
import { Tries, type Guess } from './tries.js';

describe('tries', () => {
  const guess: Guess = { meansId: newId('mns'), kind: 'pin', limit: 3, signerId: newId('sgn'), credentialId: newId('cred'), reference: newId('act') };
  let stores: SealedStores;
  let counters: SealedCounters;
  let tries: Tries;
  beforeEach(async () => {
    stores = memorySealedStores();
    counters = await SealedCounters.open(stores.counters, new FakeToken(), stores.transactions);
    tries = new Tries(counters, stores.transactions);
  });

  const counter = () => counters.read(guess.meansId);
  const right = () => stores.transactions.run((transaction) => tries.right(transaction, guess));
  const lock = () => stores.transactions.run((transaction) => counters.change(transaction, guess.meansId, (one) => ({ ...one, isLocked: true })));
  const locked = { code: 'evidence.locked' };

  it('count before anybody knows whether they are right', async () => {
    await tries.take(guess);
    expect(await counter()).toMatchObject({ wrongTries: 1, isLocked: false });
    await right();
    expect(await counter()).toMatchObject({ wrongTries: 0 });
  });

  it('are as many as the limit, also while none of them was judged yet', async () => {
    for (let count = 0; count < 3; count += 1) await tries.take(guess);
    await expect(tries.take(guess)).rejects.toMatchObject(locked);
    expect(await counter()).toMatchObject({ wrongTries: 3, isLocked: false });
  });

  it('lock the means with the last wrong one, once', async () => {
    for (let count = 0; count < 3; count += 1) await tries.take(guess);
    await expect(tries.wrong(guess)).rejects.toMatchObject(locked);
    await expect(tries.wrong(guess)).rejects.toMatchObject(locked);
    expect((await counter()).isLocked).toBe(true);
    expect((await stores.events()).map(({ type }) => type)).toEqual(['means-locked']);
  });

  it('lock nothing before the last one', async () => {
    await tries.take(guess);
    await tries.wrong(guess);
    expect(await counter()).toMatchObject({ wrongTries: 1, isLocked: false });
  });

  it('are worth nothing once the means was locked, even those that were right and begun before', async () => {
    await tries.take(guess);
    await lock();
    await expect(right()).rejects.toMatchObject(locked);
    expect(await counter()).toMatchObject({ wrongTries: 1, isLocked: true });
  });

  it('are refused by a locked means, whatever its count', async () => {
    await lock();
    await expect(tries.take(guess)).rejects.toMatchObject(locked);
  });
});

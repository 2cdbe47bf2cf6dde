import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { LoginTries, TryLimit } from '../src/domain/ports/login-tries.js';

/** Facts about every store of tries. */
export function loginTriesSuite(trial: () => Promise<LoginTries>): void {
  describe('a store of tries', () => {
    let tries: LoginTries;
    let account: string;
    let address: string;
    const NOON = new Date('2027-03-01T12:00:00.000Z');
    const later = (milliseconds: number): Date => new Date(NOON.getTime() + milliseconds);
    const limit = (more: Partial<TryLimit> = {}): TryLimit => ({ account, address, most: 3, windowMs: 60_000, ...more });

    beforeEach(async () => {
      tries = await trial();
      [account, address] = [randomUUID(), randomUUID()];
    });

    const tried = async (count: number, at = NOON, limits = [limit()]): Promise<(number | undefined)[]> => {
      const answers: (number | undefined)[] = [];
      for (let turn = 0; turn < count; turn += 1) answers.push(await tries.begin(limits, at));
      return answers;
    };

    it('lets as many through as there may be, and then says how long to wait', async () => {
      expect(await tried(3)).toEqual([undefined, undefined, undefined]);
      expect(await tried(1, later(20_000))).toEqual([40_000]);
    });

    it('begins anew when the time is over, which trying does not prolong', async () => {
      await tried(3);
      await tried(5, later(59_000));
      expect(await tried(4, later(60_000))).toEqual([undefined, undefined, undefined, 60_000]);
    });

    it('lets no more through when many come at once', async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, () => tries.begin([limit()], NOON)));
      expect(answers.filter((wait) => wait === undefined)).toHaveLength(3);
    });

    it('counts none of what one limit refuses against the others', async () => {
      const wide = limit({ account: '', most: 4 });
      await tried(3);
      await tried(20, NOON, [limit(), wide]);
      expect(await tried(5, NOON, [wide])).toEqual([undefined, undefined, undefined, undefined, 60_000]);
    });

    it('takes what was right back, from all limits, and forgets the wrong ones of the same account and address', async () => {
      const wide = limit({ address: '', most: 3 });
      await tried(2, NOON, [limit(), wide]);
      await tried(1, NOON, [limit(), wide]);
      await tries.succeeded([limit(), wide], { account, address, now: NOON });
      expect(await tried(4)).toEqual([undefined, undefined, undefined, 60_000]);
      expect(await tried(2, NOON, [wide])).toEqual([undefined, 60_000]);
    });

    it('knows an address from which an account logged in, for that account alone', async () => {
      expect(await tries.isFamiliar(account, address)).toBe(false);
      await tries.succeeded([limit()], { account, address, now: NOON });
      expect([await tries.isFamiliar(account, address), await tries.isFamiliar(account, randomUUID()), await tries.isFamiliar(randomUUID(), address)]).toEqual([
        true,
        false,
        false,
      ]);
    });

    it('forgets what is old, and nothing else', async () => {
      await tried(3);
      await tries.succeeded([], { account, address, now: NOON });
      await tries.purge({ tries: NOON, familiar: NOON });
      expect([await tried(1), await tries.isFamiliar(account, address)]).toEqual([[60_000], true]);
      await tries.purge({ tries: later(1), familiar: later(1) });
      expect([await tried(1), await tries.isFamiliar(account, address)]).toEqual([[undefined], false]);
    });
  });
}

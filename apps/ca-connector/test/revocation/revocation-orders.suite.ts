import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { CaEvent } from '../../src/domain/request-ledger.js';
import type { RevocationOrders, RevocationTask } from '../../src/domain/revocation/revocation-orders.js';

/** Orders with the types of the events that were written. */
export interface OrdersUnderTest {
  readonly orders: RevocationOrders;
  events(): Promise<readonly string[]>;
}

const START = new Date('2027-03-01T09:00:00.000Z');
const after = (seconds: number): Date => new Date(START.getTime() + seconds * 1_000);
const event = (type: CaEvent['type']): CaEvent => ({ type, actor: { kind: 'system', id: 'ca-connector' }, outcome: 'success' });

/** What every store of revocation orders does. */
export function revocationOrdersSuite(open: () => Promise<OrdersUnderTest>): void {
  let stores: OrdersUnderTest;
  let credentialId: string;

  beforeEach(async () => {
    stores = await open();
    credentialId = newId('cred');
  });

  const place = (reason: RevocationTask['reason'] = 'cessationOfOperation', of = credentialId) =>
    stores.orders.place({ credentialId: of, reason }, { now: START, until: after(10) }, event('revocation-requested'));
  const take = async (at: number, limit = 10): Promise<string[]> =>
    (await stores.orders.take({ now: after(at), until: after(at + 60) }, limit)).map((one) => one.credentialId);

  it('an order is placed once, whoever repeats it, and the first reason counts', async () => {
    const task = { credentialId, reason: 'cessationOfOperation', orderedAt: START, tries: 0 };
    expect(await place()).toEqual({ task, state: 'asked', isNew: true });
    expect(await place('keyCompromise')).toEqual({ task, state: 'asked', isNew: false });
    expect(await stores.events()).toEqual(['revocation-requested']);
  });

  it('whoever placed it has the first turn, and then whoever comes first', async () => {
    await place();
    expect([await take(9), await take(10), await take(69), await take(70)]).toEqual([[], [credentialId], [], [credentialId]]);
  });

  it('of several who take at once, one gets it', async () => {
    await place();
    const taken = await Promise.all(Array.from({ length: 5 }, () => take(20)));
    expect(taken.flat()).toEqual([credentialId]);
  });

  it('no more are taken than asked for', async () => {
    await place();
    await place('unspecified', newId('cred'));
    const [first, second] = [await take(20, 1), await take(20, 1)];
    expect([first.length, second.length, new Set([...first, ...second]).size]).toEqual([1, 1, 2]);
  });

  it('a try in vain is counted, told and due again then', async () => {
    await place();
    await stores.orders.postpone(credentialId, { at: after(30), failure: 'away' }, event('revocation-failed'));
    await stores.orders.postpone(credentialId, { at: after(90), failure: 'away' });
    expect(await take(89)).toEqual([]);
    const [task] = await stores.orders.take({ now: after(90), until: after(100) }, 10);
    expect(task).toEqual({ credentialId, reason: 'cessationOfOperation', orderedAt: START, tries: 2, failure: 'away' });
    expect(await stores.events()).toEqual(['revocation-requested', 'revocation-failed']);
  });

  it.each(['revoked', 'void'] as const)('one that is %s is done with: never due, never changed, told once', async (state) => {
    await place();
    await stores.orders.close(credentialId, state, event('revocation-confirmed'));
    await stores.orders.close(credentialId, state === 'void' ? 'revoked' : 'void', event('revocation-confirmed'));
    await stores.orders.postpone(credentialId, { at: START, failure: 'late' }, event('revocation-failed'));
    expect([await take(1_000), await place()]).toMatchObject([[], { state, isNew: false }]);
    expect(await stores.events()).toEqual(['revocation-requested', 'revocation-confirmed']);
  });

  it('nobody’s order is not closed, and nothing is told of it', async () => {
    await stores.orders.close(credentialId, 'revoked', event('revocation-confirmed'));
    await stores.orders.postpone(credentialId, { at: START, failure: 'x' }, event('revocation-failed'));
    expect(await stores.events()).toEqual([]);
  });

  describe('what waits', () => {
    it('is counted, with the age of the oldest', async () => {
      expect(await stores.orders.waiting()).toEqual({ count: 0, since: undefined });
      await place();
      await stores.orders.place({ credentialId: newId('cred'), reason: 'superseded' }, { now: after(5), until: after(6) }, event('revocation-requested'));
      expect(await stores.orders.waiting()).toEqual({ count: 2, since: START });
      await stores.orders.close(credentialId, 'revoked', event('revocation-confirmed'));
      expect(await stores.orders.waiting()).toEqual({ count: 1, since: after(5) });
    });
  });
}

import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import type { IssuedCertificate } from '../src/domain/certificate-authority.js';
import type { CaEvent, Lease, PlacedOrder, RequestLedger } from '../src/domain/request-ledger.js';

/** A ledger over nothing, of one make. */
export interface LedgerUnderTest {
  readonly ledger: RequestLedger;
  /** Types of the events so far, oldest first. */
  events(): Promise<readonly string[]>;
}

const anEvent = (type: CaEvent['type']): CaEvent => ({ type, actor: { kind: 'system', id: 'key-lifecycle' }, outcome: 'success' });
const anOrder = (change: Partial<PlacedOrder> = {}): PlacedOrder => ({
  requestId: newId('req'),
  credentialId: newId('cred'),
  policyId: 'natural-person',
  authority: 'elsewhere',
  csr: Uint8Array.of(0x30, 0, 255),
  ...change,
});
const issued: IssuedCertificate = { certificate: Uint8Array.of(1, 0, 255), chain: [Uint8Array.of(2), Uint8Array.of(3, 0)] };

/** The facts about requests, for memory and PostgreSQL alike. */
export function requestLedgerSuite(name: string, make: () => Promise<LedgerUnderTest>): void {
  describe(name, () => {
    let under: LedgerUnderTest;
    let clock: FakeClock;
    beforeEach(async () => {
      clock = new FakeClock();
      under = await make();
    });

    const lease = (): Lease => ({ now: clock.now(), until: new Date(clock.now().getTime() + 1_000) });
    const begin = (order: PlacedOrder) => under.ledger.begin(order, anEvent('certificate-requested'), lease());
    const complete = (requestId: string, what = issued) => under.ledger.complete(requestId, what, anEvent('certificate-issued'));
    const postpone = (requestId: string, more: { reference?: string; lastFailure?: string; inMs?: number } = {}) => {
      const { inMs = 5_000, ...how } = more;
      return under.ledger.postpone(requestId, { nextTry: new Date(clock.now().getTime() + inMs), failures: how.reference === undefined ? 1 : 0, ...how });
    };

    it('gives an order to whoever comes first, and is written down once', async () => {
      const order = anOrder();
      expect(await begin(order)).toEqual({ kind: 'claimed', order: { ...order, failures: 0, requestedAt: clock.now() } });
      expect(await begin(order)).toEqual({ kind: 'busy' });
      expect(await under.ledger.claimDue('elsewhere', lease())).toBeUndefined();
      expect(await complete(order.requestId)).toEqual(issued);
      expect(await begin(order)).toEqual({ kind: 'answered', issued });
      expect(await under.events()).toEqual(['certificate-requested', 'certificate-issued']);
    });

    it('gives it to one of many who come at the same time', async () => {
      const order = anOrder();
      const kinds = (await Promise.all(Array.from({ length: 8 }, () => begin(order)))).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'claimed')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'busy')).toHaveLength(7);
    });

    it('gives it to somebody else when the lease is over, by request or by turn', async () => {
      const [one, other] = [anOrder(), anOrder()];
      await begin(one);
      await begin(other);
      clock.advance(1_000);
      expect(await begin(one)).toMatchObject({ kind: 'claimed' });
      expect(await under.ledger.claimDue('elsewhere', lease())).toMatchObject({ requestId: other.requestId });
      expect(await under.ledger.claimDue('elsewhere', lease())).toBeUndefined();
    });

    it.each<[string, Partial<PlacedOrder>]>([
      ['credential', { credentialId: newId('cred') }],
      ['content', { csr: Uint8Array.of(0x30, 0) }],
    ])('takes an order of another %s for another one, before and after the answer', async (_what, change) => {
      const order = anOrder();
      await begin(order);
      expect(await begin({ ...order, ...change })).toEqual({ kind: 'taken' });
      await complete(order.requestId);
      expect(await begin({ ...order, ...change })).toEqual({ kind: 'taken' });
    });

    it('leaves an order with the authority it went to, wherever the route leads now', async () => {
      const order = anOrder();
      await begin(order);
      clock.advance(1_000);
      expect(await begin({ ...order, authority: 'another' })).toMatchObject({ kind: 'claimed', order: { authority: 'elsewhere' } });
    });

    it('keeps the first certificate of two', async () => {
      const order = anOrder();
      await begin(order);
      await complete(order.requestId);
      expect(await complete(order.requestId, { certificate: Uint8Array.of(9), chain: [Uint8Array.of(9)] })).toEqual(issued);
      expect(await under.events()).toEqual(['certificate-requested', 'certificate-issued']);
    });

    describe('an order that waits', () => {
      it('is nobody’s until its time, and then comes with what the authority gave', async () => {
        const order = anOrder();
        await begin(order);
        await postpone(order.requestId, { reference: 'ticket 7' });
        expect(await begin(order)).toEqual({ kind: 'busy' });
        expect(await under.ledger.claimDue('elsewhere', lease())).toBeUndefined();
        clock.advance(5_000);
        expect(await under.ledger.claimDue('another', lease())).toBeUndefined();
        expect(await under.ledger.claimDue('elsewhere', lease())).toMatchObject({
          requestId: order.requestId,
          reference: 'ticket 7',
          csr: order.csr,
          failures: 0,
        });
      });

      it('tells why the last try failed, until one does not', async () => {
        const order = anOrder();
        await begin(order);
        await postpone(order.requestId, { lastFailure: 'authority.unavailable' });
        expect(await begin(order)).toEqual({ kind: 'busy', lastFailure: 'authority.unavailable' });
        clock.advance(5_000);
        expect(await under.ledger.claimDue('elsewhere', lease())).toMatchObject({ failures: 1, lastFailure: 'authority.unavailable' });
        await postpone(order.requestId, { reference: 'ticket 7' });
        expect(await begin(order)).toEqual({ kind: 'busy' });
      });

      it('is claimed once, however many claim at the same time', async () => {
        const orders = Array.from({ length: 6 }, () => anOrder());
        for (const order of orders) await begin(order);
        clock.advance(1_000);
        const claimed = await Promise.all(Array.from({ length: 9 }, () => under.ledger.claimDue('elsewhere', lease())));
        const ids = claimed.flatMap((one) => one?.requestId ?? []);
        expect(new Set(ids).size).toBe(ids.length);
        const rest = await Promise.all(Array.from({ length: 6 }, () => under.ledger.claimDue('elsewhere', lease())));
        expect([...ids, ...rest.flatMap((one) => one?.requestId ?? [])].sort()).toEqual(orders.map(({ requestId }) => requestId).sort());
      });

      it('comes in the order of their times', async () => {
        const [late, early] = [anOrder(), anOrder()];
        for (const order of [late, early]) await begin(order);
        await postpone(late.requestId, { inMs: 2_000 });
        await postpone(early.requestId, { inMs: 1_000 });
        clock.advance(3_000);
        expect((await under.ledger.claimDue('elsewhere', lease()))?.requestId).toBe(early.requestId);
        expect((await under.ledger.claimDue('elsewhere', lease()))?.requestId).toBe(late.requestId);
      });

      it('comes after those that failed less often', async () => {
        const [poison, sound] = [anOrder(), anOrder()];
        for (const order of [poison, sound]) await begin(order);
        await under.ledger.postpone(poison.requestId, { nextTry: clock.now(), failures: 7, lastFailure: 'authority.unavailable' });
        await postpone(sound.requestId, { inMs: 1_000, lastFailure: 'authority.unavailable' });
        clock.advance(1_000);
        expect((await under.ledger.claimDue('elsewhere', lease()))?.requestId).toBe(sound.requestId);
        expect((await under.ledger.claimDue('elsewhere', lease()))?.requestId).toBe(poison.requestId);
      });

      it('is counted with the time of the oldest, until it is ended', async () => {
        expect(await under.ledger.queues()).toEqual([]);
        const [first, second] = [anOrder(), anOrder()];
        await begin(first);
        const oldest = clock.now();
        clock.advance(500);
        await begin(second);
        await begin(anOrder({ authority: 'another' }));
        expect(await under.ledger.queues()).toEqual([
          { authority: 'another', waiting: 1, oldest: clock.now() },
          { authority: 'elsewhere', waiting: 2, oldest },
        ]);
        await complete(first.requestId);
        await under.ledger.refuse(second.requestId, 'no', anEvent('certificate-failed'));
        expect(await under.ledger.queues()).toMatchObject([{ authority: 'another' }]);
      });
    });

    describe('a refused order', () => {
      it('stays refused, with the reason, and is nobody’s to try', async () => {
        const order = anOrder();
        await begin(order);
        await under.ledger.refuse(order.requestId, 'another key', anEvent('certificate-failed'));
        clock.advance(60_000);
        expect(await begin(order)).toEqual({ kind: 'refused', reason: 'another key' });
        expect(await under.ledger.claimDue('elsewhere', lease())).toBeUndefined();
        await postpone(order.requestId, { inMs: 0 });
        expect(await begin(order)).toEqual({ kind: 'refused', reason: 'another key' });
      });

      it('is answered all the same when its certificate comes after all', async () => {
        const order = anOrder();
        await begin(order);
        await under.ledger.refuse(order.requestId, 'too late', anEvent('certificate-failed'));
        await complete(order.requestId);
        expect(await begin(order)).toEqual({ kind: 'answered', issued });
      });
    });

    it('leaves an answered order answered, whatever a slower try has to say', async () => {
      const order = anOrder();
      await begin(order);
      await complete(order.requestId);
      await postpone(order.requestId, { inMs: 0 });
      await under.ledger.refuse(order.requestId, 'no', anEvent('certificate-failed'));
      expect(await begin(order)).toEqual({ kind: 'answered', issued });
      expect(await under.ledger.claimDue('elsewhere', lease())).toBeUndefined();
    });

    it('leaves an event for what stands alone', async () => {
      await under.ledger.record({ ...anEvent('authority-unreachable'), outcome: 'failure', cause: 'authority.unavailable' });
      expect(await under.events()).toEqual(['authority-unreachable']);
    });
  });
}

import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { FakeClock } from '@paraph/testing';
import { Overtaken } from '../src/domain/credential-store.js';
import type { RenewalStore } from '../src/domain/renewals/renewal-store.js';
import type { Renewal } from '../src/domain/renewals/renewal.js';

const event = { type: 'credential-requested', actor: { kind: 'operator', id: 'bootstrap' }, outcome: 'success' } as const;
const MINUTE = 60_000;

/** The facts of the port, whatever stands behind it. */
export function renewalStoreSuite(make: () => Promise<{ readonly store: RenewalStore; readonly clock: FakeClock }>): void {
  let store: RenewalStore;
  let clock: FakeClock;
  beforeEach(async () => void ({ store, clock } = await make()));

  const added = async (): Promise<Renewal> => {
    const expiresAt = new Date(clock.now().getTime() + 10 * MINUTE);
    const ids = { enrolmentId: newId('enr'), credentialId: newId('cred') };
    const renewal: Renewal = { ...ids, kind: 'update', state: 'open', version: 1, createdAt: clock.now(), expiresAt };
    await store.add(renewal, event);
    return renewal;
  };
  const left = async () => (await store.leftBehind(clock.now())).map(({ enrolmentId }) => enrolmentId);

  describe('a renewal', () => {
    it('is found as it was written, with everything it can have', async () => {
      const renewal = await added();
      expect(await store.find(renewal.enrolmentId)).toEqual(renewal);
      const completion = { evidenceDigest: 'x', requestId: newId('req') };
      const whole: Renewal = {
        ...renewal,
        state: 'certified',
        completion,
        acceptance: { csr: 'QQ==', issuer: 'https://idp.example', subject: 'alice' },
        certificates: ['QQ==', 'Qg=='],
        failure: 'f',
      };
      expect(await store.save(whole, { ...event, type: 'credential-renewed' })).toEqual({ ...whole, version: 2 });
      expect(await store.find(renewal.enrolmentId)).toEqual({ ...whole, version: 2 });
      expect(await store.find(newId('enr'))).toBeUndefined();
    });

    it('is changed by one of two who read the same version', async () => {
      const renewal = await added();
      await store.save(renewal);
      await expect(store.save(renewal)).rejects.toBeInstanceOf(Overtaken);
    });

    it('is left behind when nobody touches it on its way, or when its signer does not come', async () => {
      const waiting = await added();
      const answered = await added();
      await store.save({ ...answered, completion: { evidenceDigest: 'x', requestId: newId('req') } });
      const done = await added();
      await store.save({ ...done, state: 'failed', failure: 'f' });
      expect(await left()).toEqual([]);
      clock.advance(MINUTE);
      expect(await left()).toEqual([answered.enrolmentId]);
      clock.advance(10 * MINUTE);
      expect([...(await left())].sort()).toEqual([waiting.enrolmentId, answered.enrolmentId].sort());
    });
  });
}

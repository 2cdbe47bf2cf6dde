import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { FakeClock } from '@paraph/testing';
import type { ContainerState } from '../src/domain/containers/container.js';
import type { Credential } from '../src/domain/credential.js';
import { Overtaken, type CredentialStore, type Lane, type LifecycleEvent } from '../src/domain/credential-store.js';

/** A store, and what the suite needs beside it. */
export interface OpenedStore {
  readonly store: CredentialStore;
  readonly clock: FakeClock;
  /** Has a container in this state, as the row of it says. */
  readonly setContainer: (containerId: string, state: ContainerState) => Promise<void>;
}

/** What every store of credentials does. */
export function credentialStoreSuite(open: () => Promise<OpenedStore>): void {
  let store: CredentialStore;
  let clock: FakeClock;
  let setContainer: OpenedStore['setContainer'];
  const event: LifecycleEvent = { type: 'credential-requested', actor: { kind: 'operator', id: 'bootstrap' }, outcome: 'success' };
  const minutes = (count: number): number => count * 60_000;

  const aCredential = (change: Partial<Credential> = {}): Credential => ({
    credentialId: newId('cred'),
    signerId: newId('sgn'),
    subscriberId: newId('sub'),
    algorithm: 'p384',
    policyId: 'sandbox',
    provider: 'https://idp.example',
    description: 'Zoé',
    state: 'requested',
    version: 1,
    createdAt: clock.now(),
    ...change,
  });
  const keyed = (): Partial<Credential> => ({
    state: 'keyed',
    enrolment: { enrolmentId: newId('enr'), multisign: 7, expiresAt: new Date(clock.now().getTime() + minutes(10)) },
  });
  const keyedEnrolment = (): Pick<Credential, 'enrolment'> => {
    const { enrolment } = keyed();
    return enrolment === undefined ? {} : { enrolment };
  };
  const whole = (): Partial<Credential> => ({
    ...keyed(),
    state: 'active',
    completion: { evidenceDigest: 'ab'.repeat(32), requestId: newId('req') },
    acceptance: { csr: 'Y3Ny', issuer: 'https://idp.example', subject: 'zoé' },
    certificates: ['QQ==', 'Qg=='],
    validity: { from: new Date('2027-01-01T00:00:00.000Z'), to: new Date('2029-01-01T00:00:00.000Z') },
  });
  /** What no two credentials share. */
  const fresh = (): Partial<Credential> => ({ ...keyedEnrolment(), completion: { evidenceDigest: 'ab'.repeat(32), requestId: newId('req') } });
  const add = async (change: Partial<Credential> = {}): Promise<Credential> => {
    const credential = aCredential(change);
    await store.add(credential, event);
    return credential;
  };

  beforeEach(async () => {
    ({ store, clock, setContainer } = await open());
  });

  describe('a credential', () => {
    it('is found as it was added', async () => {
      const plain = await add();
      const held = { isHeld: true, claimableUntil: clock.now(), claimedAt: clock.now(), deletionChangeId: newId('chg') };
      const full = await add({ ...whole(), ...held, orderingClientId: newId('cli') });
      expect(await store.find(plain.credentialId)).toEqual(plain);
      expect(await store.find(full.credentialId)).toEqual(full);
    });

    it('of one session keeps whose session it is, and its activation', async () => {
      const one = await add({ ...whole(), sessionClientId: newId('cli'), activationId: newId('act') });
      expect(await store.find(one.credentialId)).toEqual(one);
    });

    it('is found by its enrolment', async () => {
      const credential = await add(keyed());
      expect(await store.findByEnrolment(credential.enrolment?.enrolmentId ?? '')).toEqual(credential);
    });

    it.each(['', 'nope', "' OR true --"])('is not found by %j', async (text) => {
      await add();
      expect([await store.find(text), await store.findByEnrolment(text)]).toEqual([undefined, undefined]);
    });

    it('is changed over the version it was read in', async () => {
      const credential = await add();
      const saved = await store.save({ ...credential, ...whole() });
      expect(saved.version).toBe(2);
      expect(await store.find(credential.credentialId)).toEqual(saved);
    });

    it('is not changed over an older version, and no event is written', async () => {
      const credential = await add();
      const saved = await store.save({ ...credential, state: 'destroying' });
      await expect(store.save({ ...credential, ...keyed() }, event)).rejects.toThrow(Overtaken);
      expect(await store.find(credential.credentialId)).toEqual(saved);
    });

    it('goes to one of two who change it at once', async () => {
      const credential = await add();
      const results = await Promise.allSettled([1, 2, 3, 4].map(() => store.save(credential)));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('that nobody added is not changed', async () => {
      await expect(store.save(aCredential())).rejects.toThrow(Overtaken);
    });
  });

  describe('the credentials of a signer', () => {
    it('are those with a certificate and a key, oldest first', async () => {
      const holder = { signerId: newId('sgn'), subscriberId: newId('sub') };
      const late = await add({ ...whole(), ...holder, createdAt: new Date(clock.now().getTime() + 1_000) });
      const early = await add({ ...whole(), ...holder, state: 'revoked' });
      for (const state of ['certified', 'destroying', 'destroyed'] as const) await add({ ...whole(), ...holder, state });
      await add({ ...keyed(), ...holder });
      await add({ ...whole(), signerId: holder.signerId });
      await add({ ...whole(), subscriberId: holder.subscriberId });
      expect((await store.certifiedOf(holder)).map(({ credentialId }) => credentialId)).toEqual([early.credentialId, late.credentialId]);
    });

    it('created at one moment keep one order', async () => {
      const holder = { signerId: newId('sgn'), subscriberId: newId('sub') };
      for (let count = 0; count < 5; count += 1) await add({ ...whole(), ...holder });
      const ids = (await store.certifiedOf(holder)).map(({ credentialId }) => credentialId);
      expect(ids).toEqual([...ids].sort());
      expect(ids).toHaveLength(5);
    });
  });

  describe('left behind', () => {
    const left = async (lane: Lane = 'prompt'): Promise<string[]> =>
      (await store.leftBehind(new Date(clock.now().getTime() - minutes(1)), lane)).map(({ credentialId }) => credentialId);

    it('is what is on its way and was not touched for long', async () => {
      const stuck = [
        await add(),
        await add({ ...whole(), state: 'certified' }),
        await add({ state: 'destroying' }),
        await add({ ...keyed(), completion: { evidenceDigest: 'x', requestId: newId('req') } }),
      ];
      for (const state of ['active', 'suspended', 'expired', 'revoked', 'destroyed'] as const) await add({ ...whole(), state });
      await add(keyed());
      expect(await left()).toEqual([]);
      clock.advance(minutes(2));
      await add();
      expect((await left()).sort()).toEqual(stuck.map(({ credentialId }) => credentialId).sort());
    });

    it('is an enrolment whose time is over', async () => {
      const { credentialId } = await add(keyed());
      clock.advance(minutes(10));
      expect(await left()).toEqual([]);
      clock.advance(minutes(2));
      expect(await left()).toEqual([credentialId]);
    });

    it('is no held credential that waits for its claim, until its time is over; and every one that was claimed', async () => {
      const held = { ...whole(), state: 'certified', isHeld: true, claimableUntil: new Date(clock.now().getTime() + minutes(60)) } as const;
      const waiting = await add({ ...held });
      const claimed = await add({ ...held, ...fresh(), claimedAt: clock.now() });
      clock.advance(minutes(50));
      expect(await left()).toEqual([claimed.credentialId]);
      clock.advance(minutes(12));
      expect((await left()).sort()).toEqual([waiting.credentialId, claimed.credentialId].sort());
    });

    it('is what was to be destroyed by its signer’s decision, and is not yet', async () => {
      const decided = await add({ ...whole(), deletionChangeId: newId('chg') });
      await add({ ...whole(), ...fresh(), state: 'destroyed', deletionChangeId: newId('chg') });
      clock.advance(minutes(2));
      expect(await left()).toEqual([decided.credentialId]);
    });

    it('waits for its authority in a lane of its own, however long', async () => {
      const { completion, acceptance } = whole();
      const waiting = await add({ ...keyed(), ...fresh(), ...(completion && { completion }), ...(acceptance && { acceptance }), pendingSince: clock.now() });
      await add({ ...whole(), ...fresh(), pendingSince: clock.now() });
      const certified = await add({ ...whole(), ...fresh(), state: 'certified', pendingSince: clock.now() });
      clock.advance(minutes(60));
      expect([await left('prompt'), await left('pending')]).toEqual([[certified.credentialId], [waiting.credentialId]]);
      expect(await store.find(waiting.credentialId)).toEqual(waiting);
    });

    it('is nothing that was just touched', async () => {
      const credential = await add();
      clock.advance(minutes(2));
      await store.save(credential);
      expect(await left()).toEqual([]);
    });
  });

  describe('a session', () => {
    it('is taken once nobody has touched it for a while, as long as its key may be there, and not by a second one', async () => {
      const take = async (): Promise<string[]> => (await store.takeInSession(clock.now())).map(({ credentialId }) => credentialId);
      const ofSession = (): Partial<Credential> => ({ ...whole(), ...fresh(), sessionClientId: newId('cli') });
      const active = await add(ofSession());
      await add({ ...ofSession(), state: 'destroyed' });
      await add({ ...keyed(), sessionClientId: newId('cli') });
      await add({ ...whole(), ...fresh() });
      expect(await take()).toEqual([]);
      clock.advance(minutes(1));
      expect(await take()).toEqual([active.credentialId]);
      expect(await take()).toEqual([]);
      // Whoever read it before it was taken comes too late.
      await expect(store.save(active)).rejects.toThrow(Overtaken);
      clock.advance(minutes(1));
      expect(await store.takeInSession(clock.now())).toEqual([{ ...active, version: active.version + 2 }]);
    });
  });

  describe('what is in a container', () => {
    const inside = (containerId: string): Partial<Credential> => ({ ...whole(), ...fresh(), containerId, orderingClientId: newId('cli') });

    it('is read with the state that its container has now, wherever it is read', async () => {
      const containerId = newId('ctr');
      const one = await add({ ...inside(containerId), signerId: newId('sgn') });
      const plain = await add({ ...whole(), ...fresh() });
      for (const state of ['open', 'suspended', 'closed'] as const) {
        await setContainer(containerId, state);
        const found = [await store.find(one.credentialId), await store.findByEnrolment(one.enrolment?.enrolmentId ?? ''), (await store.certifiedOf(one))[0]];
        expect(found.map((credential) => credential?.containerState)).toEqual([state, state, state]);
      }
      expect(await store.find(plain.credentialId)).not.toHaveProperty('containerState');
    });

    it('is left in a closed one until its key is destroyed, and found once nobody has touched it for a while', async () => {
      const [closed, open] = [newId('ctr'), newId('ctr')];
      await setContainer(closed, 'closed');
      await setContainer(open, 'open');
      const active = await add(inside(closed));
      const onItsWay = await add({ ...keyed(), containerId: closed });
      await add({ ...inside(closed), state: 'destroyed' });
      await add(inside(open));
      await add({ ...whole(), ...fresh() });
      const left = async (): Promise<string[]> => (await store.inClosedContainers(clock.now())).map(({ credentialId }) => credentialId);
      expect(await left()).toEqual([]);
      clock.advance(minutes(1));
      expect((await left()).sort()).toEqual([active.credentialId, onItsWay.credentialId].sort());
      await store.save(active);
      expect(await left()).toEqual([onItsWay.credentialId]);
    });
  });

  describe('a revocation that is due', () => {
    const due = async (): Promise<string[]> =>
      (await store.revocationsDue(new Date(clock.now().getTime() - minutes(1)))).map(({ credentialId }) => credentialId);

    it('is one of a key that has ended, that was not asked for yet and that nobody works on', async () => {
      const ended = await add({ ...whole(), state: 'destroyed', revocationDue: 'cessationOfOperation' });
      const revoked = await add({ ...whole(), ...fresh(), state: 'revoked', revocationDue: 'keyCompromise' });
      await add({ ...whole(), ...fresh(), state: 'destroying', revocationDue: 'cessationOfOperation' });
      await add({ ...whole(), ...fresh(), state: 'destroyed' });
      expect(await due()).toEqual([]);
      clock.advance(minutes(2));
      expect((await due()).sort()).toEqual([ended.credentialId, revoked.credentialId].sort());
      const { revocationDue, ...told } = ended;
      await store.save(told);
      await store.save(revoked);
      expect([revocationDue, await due()]).toEqual(['cessationOfOperation', []]);
      expect(await store.find(ended.credentialId)).not.toHaveProperty('revocationDue');
    });
  });
}

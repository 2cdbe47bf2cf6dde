import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { Authorisation } from '../src/domain/authorisations/authorisation.js';
import type { AuthorisationStore } from '../src/domain/ports/authorisation-store.js';
import type { IdentityEvent } from '../src/domain/ports/events.js';

/** What a store is tried with; a database also needs the client and signer to exist. */
export interface StoreOnTrial {
  readonly store: AuthorisationStore;
  readonly clientId: string;
  readonly signerId: string;
  countEvents(): Promise<number>;
}

const event: IdentityEvent = { type: 'authorisation-opened', actor: { kind: 'system', id: 'test' }, outcome: 'success' };

function without({ activationId: _drafted, challenge: _shown, ...rest }: Authorisation): Authorisation {
  return rest;
}

/** Facts about every store of authorisations. */
export function authorisationStoreSuite(trial: () => Promise<StoreOnTrial>): void {
  describe('a store of authorisations', () => {
    let on: StoreOnTrial;
    let one: Authorisation;
    beforeEach(async () => {
      on = await trial();
      one = {
        id: newId('req'),
        interactionDigest: newId('req'),
        clientId: on.clientId,
        scope: 'credential',
        state: 'open',
        activationId: newId('act'),
        challenge: 'c',
      };
      await on.store.open(one, event);
    });

    const approval = (): { grantId: string; signerId: string; credentialId: string } => ({
      grantId: newId('req'),
      signerId: on.signerId,
      credentialId: newId('cred'),
    });

    it('finds what it was given by interaction and by activation', async () => {
      expect([await on.store.ofInteraction(one.interactionDigest), await on.store.ofReference(one.activationId ?? '')]).toEqual([one, one]);
      expect([await on.store.ofInteraction('x'), await on.store.ofReference(newId('act')), await on.store.ofGrant('x')]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    });

    it('keeps the activation of a session with its approval, and finds it by either', async () => {
      const { activationId, ...rest } = one;
      const session: Authorisation = { ...rest, id: newId('req'), enrolmentId: newId('enr'), credentialId: newId('cred'), signerId: on.signerId };
      await on.store.open(session, event);
      expect(await on.store.ofReference(session.enrolmentId ?? '')).toEqual(session);
      const made = newId('act');
      const approved = { ...approval(), activationId: made };
      expect(await on.store.approve(session.id, approved)).toBe(false);
      await on.store.claim(session.id);
      expect([await on.store.ofReference(made), await on.store.approve(session.id, approved)]).toEqual([undefined, true]);
      const kept = { ...session, state: 'approved', ...approved };
      expect([await on.store.ofReference(made), await on.store.ofReference(session.enrolmentId ?? '')]).toEqual([kept, kept]);
      expect(await on.store.ofReference(activationId ?? '')).toEqual(one);
    });

    it('finds the end of a credential by the change that decides it', async () => {
      const deletion: Authorisation = { ...without(one), id: newId('req'), scope: 'credential-deletion', changeId: newId('chg') };
      await on.store.open(deletion, event);
      expect(await on.store.ofReference(deletion.changeId ?? '')).toEqual(deletion);
      expect([await on.store.ofReference(newId('chg')), await on.store.ofReference('x'), await on.store.ofReference('')]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    });

    it('keeps what was prepared for whoever signed in, of what was claimed, and opens it again', async () => {
      const creation: Authorisation = { ...without(one), id: newId('req'), scope: 'credential-creation' };
      await on.store.open(creation, event);
      const prepared = { enrolmentId: newId('enr'), credentialId: newId('cred'), signerId: on.signerId, challenge: 'd' };
      expect(await on.store.prepare(creation.id, prepared)).toBe(false);
      await on.store.claim(creation.id);
      expect(await on.store.prepare(creation.id, prepared)).toBe(true);
      expect(await on.store.ofReference(prepared.enrolmentId)).toEqual({ ...creation, ...prepared });
      expect([await on.store.prepare(creation.id, prepared), await on.store.claim(creation.id)]).toEqual([false, true]);
    });

    it('takes the latest of an interaction', async () => {
      const later = { ...one, id: newId('req'), activationId: newId('act') };
      await on.store.open(later, event);
      expect(await on.store.ofInteraction(one.interactionDigest)).toEqual(later);
    });

    it('lets one of many claim', async () => {
      const claims = await Promise.all(Array.from({ length: 6 }, () => on.store.claim(one.id)));
      expect(claims.filter(Boolean)).toHaveLength(1);
    });

    it('approves what was claimed, once, and finds it by its grant', async () => {
      const made = approval();
      expect(await on.store.approve(one.id, made)).toBe(false);
      await on.store.claim(one.id);
      expect([await on.store.approve(one.id, made), await on.store.approve(one.id, approval())]).toEqual([true, false]);
      expect(await on.store.ofGrant(made.grantId)).toEqual({ ...one, state: 'approved', ...made });
    });

    it('may be claimed again once it was released, and is not opened by that after its end', async () => {
      await on.store.claim(one.id);
      await on.store.release(one.id);
      expect(await on.store.claim(one.id)).toBe(true);
      await on.store.end(one.id);
      await on.store.release(one.id);
      expect(await on.store.claim(one.id)).toBe(false);
    });

    it('ends once, with one event, and nothing moves afterwards', async () => {
      const before = await on.countEvents();
      expect([await on.store.end(one.id, event), await on.store.end(one.id, event)]).toEqual([true, false]);
      expect(await on.countEvents()).toBe(before + 1);
      expect([await on.store.claim(one.id), await on.store.approve(one.id, approval())]).toEqual([false, false]);
    });

    it('ends without an event where none is given', async () => {
      const before = await on.countEvents();
      expect([await on.store.end(one.id), await on.countEvents()]).toEqual([true, before]);
    });
  });
}

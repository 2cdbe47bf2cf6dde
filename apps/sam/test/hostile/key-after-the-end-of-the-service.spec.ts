import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceEndWorld } from '../service-end-world.js';
import { outcomeOf, refused } from './refusal.js';

let world: ServiceEndWorld;
beforeEach(async () => void (world = await ServiceEndWorld.make()));

/** `sign` answers a code only where the token was not asked to sign for it. */
const changing = () => world.destruction.changing;
const token = () => world.destruction.enrolling.token;

describe('after the end of the service was decided', () => {
  it('an authorised request is signed before, and not a moment after: no round has to come first', async () => {
    const ada = await world.destruction.signer();
    expect(await changing().sign(ada)).toBe(1);
    await world.decide();
    expect(await changing().sign(ada)).toBe('hsm.refused');
  });

  it('no key is made for a new credential', async () => {
    const { enrolling } = world.destruction;
    await expect(enrolling.openEnrolment.run(enrolling.order())).resolves.toMatchObject({ draft: {} });
    await world.decide();
    expect(await outcomeOf(token(), () => enrolling.openEnrolment.run(enrolling.order()))).toEqual(refused('hsm.refused'));
  });

  it('no enrolment that was open is certified', async () => {
    const { enrolling } = world.destruction;
    const [one, other] = [await enrolling.openEnrolment.run(enrolling.order()), await enrolling.openEnrolment.run(enrolling.order())];
    await enrolling.acceptEnrolment.run(one.draft.enrolmentId, await enrolling.idToken(one.draft));
    await world.decide();
    const idToken = await enrolling.idToken(other.draft);
    expect(await outcomeOf(token(), () => enrolling.acceptEnrolment.run(other.draft.enrolmentId, idToken))).toEqual(refused('hsm.refused'));
  });

  it('a database that takes the decision away changes nothing: the journal knows it', async () => {
    const ada = await world.destruction.signer();
    await world.decide();
    world.stores.states.table.delete('service-end/service');
    expect(await changing().sign(ada)).toBe('hsm.refused');
    await expect(world.first.ending.finish()).rejects.toMatchObject({ code: 'record.tampered' });
  });

  it('a database that brings keys and records back has neither a signature nor a key', async () => {
    const ada = await world.destruction.signer();
    const [key, record] = [world.stores.keys.table.get(ada.keyId), world.stores.records.table.get(`binding/${ada.credentialId}`)];
    if (!key || !record) throw new Error('nothing to bring back');
    await world.decide();
    await world.first.ending.finish();
    world.stores.keys.table.set(ada.keyId, key);
    world.stores.records.table.set(`binding/${ada.credentialId}`, record);
    expect(['hsm.refused', 'record.tampered']).toContain(await changing().sign(ada));
    await world.first.ending.finish();
    expect(await world.keys()).toEqual([]);
  });
});

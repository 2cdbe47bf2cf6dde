import { beforeEach, describe, expect, it } from '@jest/globals';
import { destructionClaims, ServiceError } from '@paraph/contracts';
import { ClosingWorld, type EnrolledSeal } from '../../../test/closing-world.js';
import { outcomeOf, refused } from '../../../test/hostile/refusal.js';
import { readCompact } from '../jws/compact.js';

let world: ClosingWorld;
let seal: EnrolledSeal;
beforeEach(async () => {
  world = await ClosingWorld.make();
  seal = await world.seal();
});

const stores = () => world.destruction.enrolling.stores;
const events = async (type: string) => (await stores().events()).filter((event) => event.type === type);
const status = (one: EnrolledSeal) => world.destruction.status(one);

describe('a container that is closed', () => {
  it('has every key in it destroyed, with its record and its certificate, and those of no other', async () => {
    const second = await world.seal();
    const elsewhere = await world.seal(await world.container());
    const person = await world.destruction.signer();
    await world.close();
    expect(await world.ending.run()).toBe(2);
    for (const one of [seal, second]) expect([await world.endOf(one), await status(one)]).toEqual([['destroyed', false], 'revoked']);
    for (const one of [elsewhere, person]) expect([await world.endOf(one), await status(one)]).toEqual([['active', true], 'good']);
    expect((await events('key-destroyed')).map(({ cause, particulars }) => [cause, particulars?.['credentialId']]).sort()).toEqual(
      [seal, second].map(({ credentialId }) => ['container-closed', credentialId]).sort(),
    );
  });

  it('signs nothing from the decision on, though its keys are still there', async () => {
    const { changing } = world.destruction;
    const sealing = world.sealing(seal);
    const [one, two] = [await sealing.sad(['one']), await sealing.sad(['two'])];
    const sign = (sad: string, document: string) => outcomeOf(changing.world.token, () => changing.world.signHash.run(sealing.request(sad, [document])));
    expect(await sign(one, 'one')).toEqual({ code: 'done', signed: 1 });
    await world.close();
    expect(await world.endOf(seal)).toEqual(['active', true]);
    expect(await sign(two, 'two')).toEqual(refused('container.state'));
    await expect(sealing.sad(['three'])).rejects.toMatchObject({ code: 'container.state' });
    await world.ending.run();
    expect((await sign(two, 'two')).signed).toBe(0);
  });

  it('takes no key any more, and what was being enrolled into it comes to nothing', async () => {
    const { enrolling } = world.destruction;
    const [open, accepted] = [await world.opened(), await world.accepted()];
    const idToken = await enrolling.idToken(open);
    await world.close();
    await expect(world.opened()).rejects.toMatchObject({ code: 'container.state' });
    expect(await world.ending.run()).toBe(3);
    expect([await world.endOf(open), await world.endOf(accepted)]).toEqual([
      [undefined, false],
      ['destroyed', false],
    ]);
    await expect(enrolling.acceptEnrolment.run(open.enrolmentId, idToken)).rejects.toMatchObject({ code: 'enrolment.state' });
  });

  it('has certificates of destruction that say so', async () => {
    const { certify } = world.destruction.replica('one');
    await world.close();
    await expect(certify.run(seal.credentialId)).rejects.toMatchObject({ code: 'credential.state' });
    await world.ending.run();
    const claims = destructionClaims.parse(readCompact(await certify.run(seal.credentialId))?.payload);
    expect(claims.keys.map(({ keyId, cause, copies }) => [keyId, cause, copies.blob])).toEqual([[seal.keyId, 'container-closed', 'erased']]);
  });

  it('ends once, however often and by whichever replica', async () => {
    await world.close();
    await Promise.all([world.ending.run(), world.replica().run()]);
    const before = (await stores().events()).length;
    expect([await world.ending.run(), await world.replica().run()]).toEqual([0, 0]);
    expect(await stores().events()).toHaveLength(before);
    expect(await events('key-destroyed')).toHaveLength(1);
  });

  it('destroys a key once more that a backup brought back', async () => {
    const row = stores().keys.table.get(seal.keyId);
    await world.close();
    await world.ending.run();
    if (row) stores().keys.table.set(seal.keyId, row);
    expect(await world.ending.run()).toBe(1);
    expect(await world.endOf(seal)).toEqual(['destroyed', false]);
    expect((await events('key-destroyed')).map(({ cause }) => cause)).toEqual(['container-closed', 'orphaned']);
  });

  it('waits where the token does not answer, and goes on later', async () => {
    await world.close();
    const { token } = world.destruction.enrolling;
    const health = token.health.bind(token);
    token.health = () => Promise.reject(new ServiceError('hsm.unavailable', 'no session'));
    await expect(world.ending.run()).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect(await world.endOf(seal)).toEqual(['active', true]);
    token.health = health;
    expect(await world.ending.run()).toBe(1);
  });

  it('stops where it is told to, and another replica goes on', async () => {
    await world.seal();
    await world.close();
    let looks = 0;
    expect(await world.ending.run(() => (looks += 1) > 2)).toBe(1);
    expect(await world.replica().run()).toBe(1);
  });
});

describe('no key is destroyed', () => {
  it.each(['open', 'suspended'] as const)('of a container that is %s', async (state) => {
    await world.sealing(seal).change({ state });
    expect(await world.ending.run()).toBe(0);
    expect(await world.endOf(seal)).toEqual(['active', true]);
  });

  it.each(['open', 'suspended'] as const)('because the database offers it, while its container is %s', async (state) => {
    await world.sealing(seal).change({ state });
    const person = await world.destruction.signer();
    const keys = [seal.keyId, person.keyId].sort();
    const lying = { count: async () => 2, leftInClosed: async (after: string) => keys.filter((keyId) => keyId > after) };
    expect(await world.replica(lying).run()).toBe(0);
    expect([await world.endOf(seal), await world.endOf(person)]).toEqual([
      ['active', true],
      ['active', true],
    ]);
  });

  it('because the database says that its container is closed', async () => {
    const key = `container/${world.containerId}`;
    const row = stores().records.table.get(key);
    if (!row) throw new Error('no such record');
    stores().records.table.set(key, { ...row, body: row.body.replace('"open"', '"closed"') });
    expect([await world.ending.run(), await world.ending.run()]).toEqual([0, 0]);
    expect(await world.endOf(seal)).toEqual(['active', true]);
    // Every look would leave another one.
    expect(await events('record-tampered')).toHaveLength(1);
    stores().records.table.set(key, row);
    expect(await status(seal)).toBe('good');
  });

  it('because the database puts it into a closed container, and those that are in it end', async () => {
    const victim = await world.seal(await world.container());
    const { enrolments } = stores();
    const [enrolmentId, row] = [...enrolments.table].find(([, { credentialId }]) => credentialId === victim.credentialId) ?? [];
    if (enrolmentId === undefined || !row) throw new Error('no such enrolment');
    enrolments.table.set(enrolmentId, { ...row, draft: row.draft.replace(/"containerId":"[^"]+"/, `"containerId":"${world.containerId}"`) });
    await world.close();
    expect(await world.ending.run()).toBe(1);
    expect([await world.endOf(victim), await world.endOf(seal)]).toEqual([
      ['active', true],
      ['destroyed', false],
    ]);
    expect(await events('record-tampered')).toHaveLength(1);
  });
});

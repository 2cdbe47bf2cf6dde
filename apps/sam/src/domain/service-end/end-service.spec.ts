import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { ServiceEndWorld } from '../../../test/service-end-world.js';

let world: ServiceEndWorld;
beforeEach(async () => void (world = await ServiceEndWorld.make()));

const events = (type: string) => world.eventsOf(type);

/** What is left when it is over, for whoever compares two ways there. */
async function outcome() {
  const { state, counts, authority } = await world.first.describe.run();
  const ends = [events('service-end-finished').length, events('authority-ended').length];
  return { state, keys: counts?.keys, hasAuthority: authority !== undefined, states: await world.states(), ends };
}

describe('the end of the service', () => {
  it('ends every key, revokes every certificate, ends the authority, and says so once', async () => {
    const [ada, bob] = [await world.destruction.signer(), await world.destruction.signer()];
    await world.decide();
    expect(await world.first.ending.finish()).toBe(true);
    expect(await outcome()).toEqual({ state: 'ended', keys: 0, hasAuthority: false, states: ['destroyed', 'destroyed'], ends: [1, 1] });
    for (const one of [ada, bob]) expect(await world.destruction.status(one)).toBe('revoked');
    const causes = events('key-destroyed').map(({ cause, particulars }) => cause ?? particulars?.['purpose']);
    expect(causes).toEqual(['service-ended', 'service-ended', 'ca-issuing', 'timestamp']);
    expect(await world.stores.destructions.ofCredential(ada.credentialId)).toHaveLength(1);
  });

  it('changes nothing before it is decided', async () => {
    await world.destruction.signer();
    expect(await world.first.ending.finish()).toBe(false);
    expect(await outcome()).toMatchObject({ state: 'serving', keys: 1, hasAuthority: true, states: ['active'] });
  });

  it('changes nothing the second time, in any replica', async () => {
    await world.destruction.signer();
    await world.decide();
    await world.first.ending.finish();
    const before = world.stores.transactions.events.length;
    const other = await world.replica();
    expect([await other.ending.finish(), await world.first.ending.finish()]).toEqual([true, true]);
    expect(world.stores.transactions.events).toHaveLength(before);
  });

  it('is decided once', async () => {
    await world.decide();
    await expect(world.decide()).rejects.toMatchObject({ code: 'proposal.impossible' });
  });

  it('takes keys that no credential signs with: of an open enrolment, without an owner, behind an edited record', async () => {
    const { enrolling } = world.destruction;
    await enrolling.openEnrolment.run(enrolling.order());
    const nobodys = await enrolling.keys.generate('p256');
    await world.stores.transactions.run((transaction) => enrolling.keys.insert(transaction, nobodys));
    const victim = await world.destruction.signer();
    const row = world.stores.records.table.get(`binding/${victim.credentialId}`);
    if (!row) throw new Error('no such record');
    world.stores.records.table.set(`binding/${victim.credentialId}`, { ...row, body: row.body.replace('"active"', '"accepted"') });
    expect(await world.keys()).toHaveLength(3);
    await world.decide();
    expect(await world.first.ending.finish()).toBe(true);
    expect(await world.keys()).toEqual([]);
    expect(events('record-tampered').length).toBeGreaterThan(0);
    expect(await world.destruction.status(victim)).toBe('revoked');
  });

  it('waits where the token does not answer, and goes on later', async () => {
    await world.destruction.signer();
    await world.decide();
    const { token } = world.destruction.enrolling;
    const health = token.health.bind(token);
    token.health = () => Promise.reject(new ServiceError('hsm.unavailable', 'no session'));
    await expect(world.first.ending.finish()).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect(await world.states()).toEqual(['active']);
    token.health = health;
    expect(await world.first.ending.finish()).toBe(true);
  });

  it('stops when it is told to, and another replica goes on', async () => {
    for (let count = 0; count < 3; count += 1) await world.destruction.signer();
    await world.decide();
    let asked = 0;
    expect(await world.first.ending.finish(() => (asked += 1) > 2)).toBe(false);
    expect((await world.keys()).length).toBe(2);
    expect(await (await world.replica()).ending.finish()).toBe(true);
    expect(await world.keys()).toEqual([]);
  });

  it('killed before any of its transactions, goes on in another replica and comes to the same end', async () => {
    const ended = { state: 'ended', keys: 0, hasAuthority: false, states: ['destroyed', 'destroyed'], ends: [1, 1] };
    let kills = 0;
    for (let isDone = false; !isDone; kills += 1) {
      world = await ServiceEndWorld.make();
      await world.destruction.signer();
      await world.destruction.signer();
      await world.decide();
      const { transactions } = world.stores;
      const run = transactions.run.bind(transactions);
      let left = kills;
      transactions.run = (work) => ((left -= 1) < 0 ? Promise.reject(new Error('killed')) : run(work));
      isDone = await world.first.ending.finish().catch(() => false);
      transactions.run = run;
      expect(await (await world.replica()).ending.finish()).toBe(true);
      expect(await outcome()).toEqual(ended);
    }
    expect(kills).toBeGreaterThan(8);
  });

  it('takes a key that turns up afterwards', async () => {
    const ada = await world.destruction.signer();
    const row = world.stores.keys.table.get(ada.keyId);
    if (!row) throw new Error('no key');
    await world.decide();
    await world.first.ending.finish();
    world.stores.keys.table.set(ada.keyId, row);
    expect(await world.first.ending.finish()).toBe(true);
    expect(await world.keys()).toEqual([]);
  });
});

describe('what is said of it', () => {
  it('before: how much would end, with nothing changed', async () => {
    await world.destruction.signer();
    const before = world.stores.transactions.events.length;
    expect(await world.first.describe.run()).toMatchObject({
      state: 'serving',
      counts: { credentials: { active: 1 }, keys: 1, certificates: 1 },
      authority: { subject: 'CN=Paraph Sandbox Issuing CA,O=Paraph Sandbox', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(world.stores.transactions.events).toHaveLength(before);
  });

  it('while it happens, and after', async () => {
    await world.decide();
    expect(await world.first.describe.run()).toMatchObject({ state: 'ending', reason: 'The provider ends its service.', finishedAt: undefined });
    await world.first.ending.finish();
    expect(await world.first.describe.run()).toMatchObject({ state: 'ended', finishedAt: expect.any(String) });
  });
});

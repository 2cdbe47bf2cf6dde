import { beforeEach, describe, expect, it } from '@jest/globals';
import { DestructionWorld } from '../destruction-world.js';

const LIFE = 730 * 86_400_000;

/** Who holds the database, or a neighbour's place on the bus: keys that ended are to sign again, and keys in use to end. */
describe('somebody who wants to decide which keys are gone', () => {
  let world: DestructionWorld;
  let ada: Awaited<ReturnType<DestructionWorld['signer']>>;

  beforeEach(async () => {
    world = await DestructionWorld.make();
    ada = await world.signer();
  });

  /** The rows of a table as a backup of before has them. */
  function backupOf<Row>(table: Map<string, Row>): () => void {
    const rows = new Map(table);
    return () => {
      table.clear();
      for (const [key, row] of rows) table.set(key, row);
    };
  }

  const stores = () => world.enrolling.stores;
  const signatures = () => world.changing.token.counters.signCalls;

  it('signs nothing with a blob from a backup, nor with its record, nor with both', async () => {
    expect(await world.changing.sign(ada)).toBe(1);
    const { activationId } = await world.changing.world.open(ada);
    await world.changing.give(ada, activationId, 'passkey');
    const { sad } = await world.changing.world.issueSad.run({ activationId, clientId: world.changing.world.clientId });
    const [key, record, activation] = [backupOf(stores().keys.table), backupOf(stores().records.table), backupOf(stores().activations.table)];
    await world.destroy.run(ada.credentialId, await world.decided(ada));
    for (const restored of [[key], [record], [key, record], [key, record, activation]]) {
      for (const restore of restored) restore();
      expect(await world.changing.redeem(ada, `sad_${sad}`)).toMatch(/^(record\.tampered|credential\.disabled|sad\.spent|sad\.invalid)$/);
    }
  });

  it('has no certificate of destruction made for a key that is back', async () => {
    const restore = backupOf(stores().keys.table);
    await world.destroy.run(ada.credentialId, await world.decided(ada));
    restore();
    const before = signatures();
    await expect(world.replica('one').certify.run(ada.credentialId)).rejects.toMatchObject({ code: 'credential.state' });
    expect(signatures() - before).toBe(0);
    expect(await world.through.destroyOrphan(ada.keyId)).toBe('destroyed');
    expect((await world.replica('one').certify.run(ada.credentialId)).split('.')).toHaveLength(3);
  });

  it('ends no key before its time by calling it expired or an orphan', async () => {
    expect(await world.destroyExpired.run([ada.credentialId])).toEqual([{ credentialId: ada.credentialId, outcome: 'kept' }]);
    expect(await world.through.destroyOrphan(ada.keyId)).toBe('owned');
    expect(await world.changing.sign(ada)).toBe(1);
    world.changing.clock.advance(LIFE + 1_000);
    expect(await world.destroyExpired.run([ada.credentialId])).toEqual([{ credentialId: ada.credentialId, outcome: 'destroyed' }]);
  });

  it('ends no key by writing an earlier end into its record', async () => {
    const row = stores().records.table.get(`binding/${ada.credentialId}`);
    if (!row) throw new Error('no row');
    stores().records.table.set(`binding/${ada.credentialId}`, { ...row, body: row.body.replace(/"validTo":"\d{4}/, '"validTo":"2020') });
    expect(await world.destroyExpired.run([ada.credentialId])).toEqual([{ credentialId: ada.credentialId, outcome: 'tampered' }]);
    expect(stores().keys.table.has(ada.keyId)).toBe(true);
    stores().records.table.set(`binding/${ada.credentialId}`, row);
    expect(await world.changing.sign(ada)).toBe(1);
  });
});

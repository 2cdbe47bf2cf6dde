import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import { PostgresContainedKeys } from '../src/adapters/postgres/postgres-contained-keys.js';
import { serialNumbersOn } from './certificate-status.js';
import { postgresCertificateStores, type CertificateStores } from './certificate-stores.js';
import { ClosingWorld } from './closing-world.js';
import { DestructionWorld } from './destruction-world.js';
import { EnrolmentWorld } from './enrolment-world.js';
import { FakeToken } from './fake-token.js';
import { SamDatabase } from './postgres-stores.js';

let database: SamDatabase;
let contained: PostgresContainedKeys;
let world: ClosingWorld<CertificateStores>;

beforeAll(async () => void (database = await SamDatabase.start()), 60_000);
afterAll(() => database?.close());

beforeEach(async () => {
  const clock = new FakeClock();
  const enrolling = await EnrolmentWorld.over({ stores: await postgresCertificateStores(database, clock), token: new FakeToken(), clock });
  contained = new PostgresContainedKeys(database.source);
  world = await ClosingWorld.over(await DestructionWorld.over(enrolling), contained);
});

describe('closed containers over PostgreSQL', () => {
  it('are found with what is left in them, page by page, and no other is', async () => {
    const other = await world.container();
    const inside = [await world.seal(), await world.opened(), await world.accepted()].map(({ keyId }) => keyId).sort();
    await world.seal(other);
    await world.destruction.signer();
    expect([await contained.count(world.containerId), await contained.count(other)]).toEqual([3, 1]);
    expect(await contained.leftInClosed('', 10)).toEqual([]);
    await world.close();
    expect(await contained.leftInClosed('', 2)).toEqual(inside.slice(0, 2));
    expect(await contained.leftInClosed(inside[1] ?? '', 2)).toEqual(inside.slice(2));
  });

  it('lose every key once, although two replicas are at it, and their certificates are on the list', async () => {
    const seals = [await world.seal(), await world.seal()];
    const other = await world.seal(await world.container());
    await world.close();
    await Promise.all([world.ending.run(), world.replica().run()]);
    expect(await world.ending.run()).toBe(0);
    expect(await Promise.all([...seals, other].map((one) => world.endOf(one)))).toEqual([
      ['destroyed', false],
      ['destroyed', false],
      ['active', true],
    ]);
    const { enrolling } = world.destruction;
    const destroyed = (await enrolling.stores.events()).filter(({ type }) => type === 'key-destroyed');
    expect(destroyed.map(({ cause }) => cause)).toEqual(['container-closed', 'container-closed']);
    const list = await enrolling.composeList.run('issuing');
    expect([...serialNumbersOn(list.crl)].sort()).toEqual(seals.map(({ certificate }) => world.destruction.serialOf(certificate)).sort());
  });

  it('are looked for without reading every enrolment', async () => {
    const sql = `
      EXPLAIN SELECT 1 FROM enrolment e WHERE NOT e.is_renewal AND substring(e.draft from '"containerId":"(ctr_[A-Za-z0-9_-]{22})"') = 'ctr_x'`;
    const plan = await database.owner.transaction(async (transaction) => {
      // The few rows of a test would be read one after the other.
      await transaction.query('SET LOCAL enable_seqscan = off');
      return rows(transaction, sql);
    });
    expect(JSON.stringify(plan)).toContain('enrolment_container');
  });

  it('are ended although the record of another one is no JSON', async () => {
    const seal = await world.seal();
    const other = await world.container();
    await database.owner.query(`UPDATE trust_record SET body = 'not json' WHERE id = $1`, [other]);
    await world.close();
    expect(await world.ending.run()).toBe(1);
    expect(await world.endOf(seal)).toEqual(['destroyed', false]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import type { Token } from '../src/domain/ports/token.js';
import { FakeToken } from './fake-token.js';
import { SamDatabase } from './postgres-stores.js';
import { SamReplica } from './sam-replica.js';
import type { Stores } from './stores.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';
import { leaveNextSignatureUnanswered } from './unanswered-signature.js';
import { World, type TestSigner } from './world.js';

/** `tools/chaos/one-sad.ts` does the same a hundred times, through two processes. */
const ROUNDS = 3;
const USES = 1_000;

let database: SamDatabase;
let softHsm: SoftHsm;
let real: Pkcs11Token;

beforeAll(async () => {
  database = await SamDatabase.start();
  softHsm = await startSoftHsm();
  real = await Pkcs11Token.open(softHsm.settings);
}, 60_000);

afterAll(async () => {
  await real.close();
  softHsm.remove();
  await database.close();
});

describe.each<[string, () => Token]>([
  ['a token in memory', () => new FakeToken()],
  ['SoftHSM', () => real],
])('two replicas of the SAM over one PostgreSQL, with %s', (_name, token) => {
  let world: World<Stores, Token>;
  let ada: TestSigner;
  let replicas: readonly SamReplica[];
  beforeAll(async () => {
    // Each has its connections, its journal and its groups: they meet in the database alone.
    world = await World.over(await database.stores(new FakeClock()), token());
    ada = await world.signer();
    replicas = [await SamReplica.of(world), await SamReplica.of(world, { stores: await database.storesOfAnother(new FakeClock()) })];
  });

  const settled = async (work: readonly Promise<readonly string[]>[]) => {
    const all = await Promise.allSettled(work);
    const codes = all.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code?: string }).code ?? String(one.reason)] : []));
    return { answers: all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])), codes: [...new Set(codes)] };
  };
  const on = (use: number): SamReplica => replicas[use % 2] ?? (replicas[0] as SamReplica);

  it('sign once for a thousand uses of one SAD at the same time, each time', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const sad = await world.sad(ada);
      const before = world.token.counters.signCalls;
      const { answers, codes } = await settled(Array.from({ length: USES }, (_, use) => on(use).signHash.run(world.request(ada, sad))));
      expect({ answers: answers.length, codes, signed: world.token.counters.signCalls - before }).toEqual({ answers: 1, codes: ['sad.spent'], signed: 1 });
    }
  }, 120_000);

  it('sign an attempt once that comes to both at the same time, and answer it the same afterwards', async () => {
    for (let round = 0; round < 20; round += 1) {
      const request = world.request(ada, await world.sad(ada));
      const before = world.token.counters.signCalls;
      const { answers } = await settled(Array.from({ length: 8 }, (_, use) => on(use).signHash.run(request)));
      const later = await Promise.all([0, 1].map((use) => on(use).signHash.run(request)));
      expect(new Set([...answers, ...later].map(String)).size).toBe(1);
      expect(world.token.counters.signCalls - before).toBe(1);
    }
  }, 60_000);

  it('reserve a batch all or nothing among many, and sign each occurrence at most once', async () => {
    const documents = Array.from({ length: 20 }, (_, place) => `document ${place}`);
    const sad = await world.sad(ada, documents);
    const before = world.token.counters.signCalls;
    const threes = Array.from({ length: 200 }, (_, place) => [0, 1, 5].map((more) => documents[(place + more) % 20] ?? ''));
    const { answers, codes } = await settled(threes.map((three, use) => on(use).signHash.run(world.request(ada, sad, three))));
    expect(codes.toSorted()).toEqual(expect.arrayContaining(['hash.not_authorised']));
    expect(world.token.counters.signCalls - before).toBe(3 * answers.length);
    expect(answers.length).toBeGreaterThan(0);
  }, 60_000);

  it('end an attempt that nobody finished once, both at the same time', async () => {
    const sad = await world.sad(ada, ['a', 'b']);
    const asked = leaveNextSignatureUnanswered(world.token);
    void on(0).signHash.run(world.request(ada, sad, ['a']));
    await asked;
    world.clock.advance(61_000);
    const ended = await Promise.all(replicas.flatMap(({ reconcile }) => [reconcile.run(), reconcile.run()]));
    expect(ended.reduce((sum, one) => sum + one.ended, 0)).toBe(1);
    expect(ended.flatMap(({ failures }) => failures)).toEqual([]);
    await expect(on(1).signHash.run(world.request(ada, sad, ['a']))).rejects.toMatchObject({ code: 'hash.not_authorised' });
    await expect(on(1).signHash.run(world.request(ada, sad, ['b']))).resolves.toHaveLength(1);
  });
});

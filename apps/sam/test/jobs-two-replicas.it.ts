import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromBase64 } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import type { SignedJobs } from '../src/domain/jobs/sign-jobs.js';
import { JobsReplica } from './jobs-replica.js';
import { SamDatabase } from './postgres-stores.js';
import type { Stores } from './stores.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';
import { leaveNextSignatureUnanswered } from './unanswered-signature.js';
import { hashOf, World, type TestSigner } from './world.js';

const JOBS = 60;

let database: SamDatabase;
let softHsm: SoftHsm;
let token: Pkcs11Token;
let world: World<Stores, Pkcs11Token>;
let ada: TestSigner;

beforeAll(async () => {
  database = await SamDatabase.start();
  softHsm = await startSoftHsm();
  token = await Pkcs11Token.open(softHsm.settings);
  world = await World.over(await database.stores(new FakeClock()), token);
  ada = await world.signer();
}, 60_000);

afterAll(async () => {
  await token.close();
  softHsm.remove();
  await database.close();
});

const replica = async () => JobsReplica.of(world, { stores: await database.storesOfAnother(world.clock) });
const accepted = async (one: JobsReplica, count: number, documents?: readonly string[]): Promise<readonly string[]> => {
  const ids: string[] = [];
  while (ids.length < count) ids.push(await one.take.run(one.request(ada, await world.sad(ada, documents), documents)));
  return ids;
};

describe('two processes of the SAM over one PostgreSQL and one SoftHSM', () => {
  it('have what one accepted signed by the other, which knows of it by the database alone', async () => {
    const ids = await accepted(await replica(), 3, ['a', 'b']);
    const other = await replica();
    const before = token.counters.signCalls;
    expect(await other.sign.run(2)).toMatchObject({ signed: 3, failed: [], faults: [] });
    expect(token.counters.signCalls - before).toBe(6);
    for (const id of ids) {
      const answer = await other.polled(id);
      const signatures = typeof answer === 'object' && answer.state === 'signed' ? answer.signatures : [];
      expect(signatures).toHaveLength(2);
      for (const [place, name] of ['a', 'b'].entries()) {
        const [digest, signature] = [fromBase64(hashOf(name)), fromBase64(signatures[place] ?? '')].map((bytes) => bytes ?? new Uint8Array());
        expect(await token.verify(ada.publicKey, { algorithm: 'sha256', value: digest ?? new Uint8Array() }, signature ?? new Uint8Array())).toBe(true);
      }
    }
  }, 30_000);

  it('sign each of many requests once while both work on all of them, and their clients poll', async () => {
    const [one, other] = [await replica(), await replica()];
    const ids = await accepted(one, JOBS);
    const before = token.counters.signCalls;
    const polls = Promise.all(ids.map(async (id) => [await other.polled(id), await one.polled(id)]));
    const runs: SignedJobs[] = [];
    // As the timers do: a round that something passing ended is followed by the next one.
    for (let rounds = 0; rounds < 20 && (await world.stores.jobs.waiting(world.clock.now(), 1)).length > 0; rounds += 1)
      runs.push(...(await Promise.all([one.sign.run(3), other.sign.run(3), one.sign.run(3), other.sign.run(3)])));
    await polls;
    expect(runs.flatMap(({ failed, faults }) => [...failed, ...faults])).toEqual([]);
    expect(runs.reduce((sum, { signed }) => sum + signed, 0)).toBe(JOBS);
    expect(token.counters.signCalls - before).toBe(JOBS);
    for (const id of ids) expect(await other.polled(id)).toMatchObject({ state: 'signed' });
  }, 60_000);

  it('burn what one had claimed when it ended, once, and never ask the token for it again', async () => {
    const [one, other] = [await replica(), await replica()];
    const [id = ''] = await accepted(one, 1);
    const asked = leaveNextSignatureUnanswered(token);
    void one.sign.run(1);
    await asked;
    const before = token.counters.signCalls;
    expect(await other.sign.run(1)).toMatchObject({ signed: 0, failed: [] });
    world.clock.advance(61_000);
    const ended = await Promise.all([one, other, one].map(({ reconcile }) => reconcile.run()));
    expect(ended.reduce((sum, { ended: count }) => sum + count, 0)).toBe(1);
    expect(await other.polled(id)).toBe('hsm.ambiguous');
    expect(await other.sign.run(1)).toMatchObject({ signed: 0, failed: [] });
    expect(token.counters.signCalls - before).toBe(0);
  }, 30_000);
});

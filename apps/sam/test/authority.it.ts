import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '@paraph/kernel';
import { FakeClock, MerkleTree } from '@paraph/testing';
import { AuthorityWorld } from './authority-world.js';
import { statusIn } from './certificate-status.js';
import { postgresCertificateStores, type CertificateStores } from './certificate-stores.js';
import { FakeToken } from './fake-token.js';
import { outcomeOf, refused } from './hostile/refusal.js';
import { SamDatabase } from './postgres-stores.js';

const log = MerkleTree.of(12);
const SHA256 = '2.16.840.1.101.3.4.2.1';
let database: SamDatabase;

beforeAll(async () => void (database = await SamDatabase.start()));
afterAll(() => database.close());

describe('what authority keys sign, over PostgreSQL and two replicas', () => {
  let one: AuthorityWorld<CertificateStores>;
  let other: AuthorityWorld<CertificateStores>;
  beforeEach(async () => {
    const clock = new FakeClock();
    one = await AuthorityWorld.over(await postgresCertificateStores(database, clock), new FakeToken(), clock);
    other = await one.replica();
  });

  const sign = (by: typeof one, tree: MerkleTree, from: number) =>
    by.signTreeHead.run('audit', { size: tree.size, root: tree.root, consistency: tree.proofFrom(from) });

  it('has one root for each size of a log, however many ask at once', async () => {
    await sign(one, log.at(6), 0);
    const before = one.token.counters.signCalls;
    const forks = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => log.at(6).and(name));
    const results = await Promise.allSettled(forks.map((fork, index) => sign(index % 2 === 0 ? one : other, fork, 6)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(one.token.counters.signCalls - before).toBe(1);
    const [row] = await database.owner.query<{ version: string }[]>(`SELECT version FROM authority_state WHERE kind = 'tree-head'`);
    expect(row?.version).toBe('4');
  });

  it('has one first head of a log, whoever begins it', async () => {
    const results = await Promise.allSettled([sign(one, log.at(3), 0), sign(other, MerkleTree.of(3, 'fork'), 0)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('gives time-stamps whose times never go back', async () => {
    const stamp = (by: typeof one) => by.composeTimestamp.run({ hashAlgorithmOid: SHA256, hash: sha256('document'), certificate: false });
    await stamp(one);
    await Promise.all(Array.from({ length: 8 }, (_none, index) => stamp(index % 2 === 0 ? one : other)));
    expect((await one.states.find('timestamp', 'unit'))?.count).toBe(9);
    one.clock.advance(-2_000);
    expect(await outcomeOf(one.token, () => stamp(other))).toEqual(refused('service.unavailable'));
  });

  it('chains revocations that come at once, and notices one that is deleted', async () => {
    const certificates = await Promise.all([one, other, one, other].map((by) => by.certified()));
    const ask = (by: typeof one, serialNumber: string) => by.composeAnswer.run('issuing', serialNumber);
    await Promise.all(certificates.slice(1).map((certified, index) => (index % 2 === 0 ? one : other).revoke(certified)));
    const said = await Promise.all(certificates.map(async ({ serialNumber }) => statusIn((await ask(one, serialNumber)).response)));
    expect(said).toEqual(['good', 'revoked', 'revoked', 'revoked']);
    expect((await one.composeList.run('issuing')).number).toBe(1);

    const serialNumber = certificates[1]?.serialNumber ?? '';
    await database.owner.query(`DELETE FROM certificate_revocation WHERE serial_number = $1`, [serialNumber]);
    for (const by of [one, await one.replica()]) {
      expect(await outcomeOf(one.token, () => ask(by, serialNumber))).toEqual(refused('record.tampered'));
      expect(await outcomeOf(one.token, () => by.composeList.run('issuing'))).toEqual(refused('record.tampered'));
    }
    expect(await one.eventTypes()).toContain('record-tampered: record.tampered');
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { Outbox, rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { PostgresContainerStore } from '../src/adapters/postgres-container-store.js';
import { ContainerModule } from '../src/domain/containers/container-module.js';
import type { Container, ContainerStop, RecordedContainer } from '../src/domain/containers/container.js';
import { CreateContainer } from '../src/domain/containers/create-container.js';
import { FollowContainers } from '../src/domain/containers/follow-containers.js';
import { RefreshContainer } from '../src/domain/containers/refresh-container.js';
import { SuspendContainer } from '../src/domain/containers/suspend-container.js';
import { startLifecycleDatabase, type LifecycleDatabase } from './lifecycle-database.js';

/** The SAM's records, which a quorum writes. */
class FakeContainerModule extends ContainerModule {
  readonly records = new Map<string, RecordedContainer>();
  failure: Error | undefined;
  /** How many containers each question was about. */
  readonly asked: number[] = [];

  override async recorded(containerId: string): Promise<RecordedContainer | undefined> {
    return this.records.get(containerId);
  }

  override async changed(known: readonly Pick<Container, 'containerId' | 'recordVersion'>[]): Promise<ReadonlyMap<string, RecordedContainer>> {
    if (this.failure) throw this.failure;
    this.asked.push(known.length);
    const newer = known.filter(({ containerId, recordVersion }) => (this.records.get(containerId)?.recordVersion ?? 0) > recordVersion);
    return new Map(newer.flatMap(({ containerId }) => [[containerId, this.records.get(containerId) as RecordedContainer] as const]));
  }

  /** What a quorum decides, as the next version of the record. */
  decide(containerId: string, state: RecordedContainer['state'], change: Partial<RecordedContainer> = {}): void {
    const record = this.records.get(containerId) as RecordedContainer;
    this.records.set(containerId, { ...record, ...change, state, recordVersion: record.recordVersion + 1 });
  }

  override async suspend(containerId: string, _stop: ContainerStop): Promise<void> {
    if (this.failure) throw this.failure;
    const record = this.records.get(containerId);
    if (!record) throw new ServiceError('container.unknown', 'none');
    if (record.state === 'closed') throw new ServiceError('container.state', 'closed');
    if (record.state === 'open') this.decide(containerId, 'suspended');
  }
}

let lifecycle: LifecycleDatabase;
let owner: DataSource;
let runtime: DataSource;
const clock = new FakeClock();

beforeAll(async () => {
  lifecycle = await startLifecycleDatabase();
  ({ owner, runtime } = lifecycle);
}, 60_000);
afterAll(() => lifecycle?.stop());

describe('customers’ containers', () => {
  let store: PostgresContainerStore;
  let sam: FakeContainerModule;
  beforeEach(async () => {
    await owner.query('TRUNCATE container, credential, event_outbox CASCADE');
    await owner.query('UPDATE event_sequence SET last = 0');
    store = new PostgresContainerStore(runtime, new Outbox('key-lifecycle', runtime, clock));
    sam = new FakeContainerModule();
  });

  const wanted = () => ({ subscriberId: newId('sub'), clientId: newId('cli'), name: 'Invoices', limits: { perDay: 500, hours: { from: 8, to: 18 } } });
  const create = (request = wanted()) => new CreateContainer(store, clock).run(request);
  const refresh = (containerId: string) => new RefreshContainer(store, sam).run(containerId);
  const suspend = (containerId: string, by: ContainerStop['by'] = { kind: 'operator' }) =>
    new SuspendContainer(store, sam).run(containerId, { by, reason: 'a trial' });
  const events = async () => (await rows<{ type: string }>(runtime, 'SELECT type FROM event_outbox ORDER BY sequence')).map(({ type }) => type);
  const opened = async (delegation?: RecordedContainer['delegation']) => {
    const { containerId, createdAt: _createdAt, ...container } = await create();
    sam.records.set(containerId, { ...container, delegation, state: 'open', recordVersion: 1 });
    return { containerId, clientId: container.clientId };
  };

  it('are proposals until the SAM has a record of them', async () => {
    const { containerId } = await create();
    expect(await refresh(containerId)).toBe('proposed');
    expect((await store.find(containerId))?.state).toBe('proposed');
    await expect(suspend(containerId)).rejects.toThrow('container.unknown');
    await expect(refresh(newId('ctr'))).rejects.toThrow('container.unknown');
  });

  it('follow what the quorum decided there, with the delegation written down once', async () => {
    const { containerId } = await opened({ to: 'Paraph operations', reference: 'contract 12' });
    expect(await refresh(containerId)).toBe('open');
    expect(await refresh(containerId)).toBe('open');
    expect(await store.find(containerId)).toMatchObject({ state: 'open', delegation: { to: 'Paraph operations', reference: 'contract 12' } });
    expect(await events()).toEqual(['container-created', 'container-delegated', 'container-resumed']);
  });

  it('are stopped in the SAM first, by their operator or their own client, and by no other', async () => {
    const { containerId, clientId } = await opened();
    await refresh(containerId);
    await expect(suspend(containerId, { kind: 'customer', clientId: newId('cli') })).rejects.toThrow('container.unknown');
    sam.failure = new ServiceError('hsm.unavailable', 'away');
    await expect(suspend(containerId)).rejects.toThrow('hsm.unavailable');
    expect((await store.find(containerId))?.state).toBe('open');
    sam.failure = undefined;
    expect(await suspend(containerId, { kind: 'customer', clientId })).toBe('suspended');
    expect(await suspend(containerId, { kind: 'customer', clientId })).toBe('suspended');
    expect((await events()).filter((type) => type === 'container-suspended')).toHaveLength(1);
    sam.decide(containerId, 'open');
    expect(await refresh(containerId)).toBe('open');
  });

  const follow = () => new FollowContainers(store, sam).run(new AbortController().signal);
  const closure = { reason: 'The customer ended the contract.', closedAt: new Date('2027-03-01T09:00:00.000Z') };

  it('are followed without anybody asking: opened, resumed, closed', async () => {
    const { containerId, clientId } = await opened({ to: 'Paraph operations', reference: 'contract 12' });
    expect(await follow()).toEqual([{ containerId, state: 'open' }]);
    await suspend(containerId, { kind: 'customer', clientId });
    sam.decide(containerId, 'open');
    expect(await follow()).toEqual([{ containerId, state: 'open' }]);
    expect(await follow()).toEqual([]);
    sam.decide(containerId, 'closed', { closure });
    expect(await follow()).toEqual([{ containerId, state: 'closed' }]);
    expect(await store.find(containerId)).toMatchObject({ state: 'closed', recordVersion: 4, closure });
    expect(await events()).toEqual([
      ...['container-created', 'container-delegated', 'container-resumed', 'container-suspended', 'container-resumed', 'container-closed'],
    ]);
  });

  it('are asked about while they may still change, and no longer', async () => {
    const { containerId } = await opened();
    await create();
    await follow();
    sam.decide(containerId, 'closed', { closure });
    await follow();
    await follow();
    expect(sam.asked).toEqual([2, 2, 1]);
    expect(await refresh(containerId)).toBe('closed');
    await expect(suspend(containerId)).rejects.toThrow('container.state');
    expect((await events()).filter((type) => type === 'container-closed')).toHaveLength(1);
  });

  it('are followed by one of two that look at once, with one event', async () => {
    const { containerId } = await opened();
    const answers = await Promise.all([follow(), follow(), refresh(containerId)]);
    expect(answers[2]).toBe('open');
    expect((await events()).filter((type) => type === 'container-resumed')).toHaveLength(1);
  });

  it('are as they were where the SAM does not answer', async () => {
    const { containerId } = await opened();
    sam.failure = new ServiceError('hsm.unavailable', 'away');
    await expect(follow()).rejects.toThrow('hsm.unavailable');
    expect((await store.find(containerId))?.state).toBe('proposed');
  });

  it('are not suspended by an answer that a later decision overtook', async () => {
    const { containerId } = await opened();
    await follow();
    const stop = sam.suspend.bind(sam);
    sam.suspend = async (...asked) => {
      await stop(...asked);
      // Resumed and looked at before the answer is written down.
      sam.decide(containerId, 'open');
      await follow();
    };
    expect(await suspend(containerId)).toBe('suspended');
    expect((await store.find(containerId))?.state).toBe('open');
  });

  it('are listed a page at a time, each with what is in it', async () => {
    const request = wanted();
    const [one, two] = [await create(request), await create(request)];
    await create();
    await owner.query(
      `INSERT INTO credential (id, signer_id, subscriber_id, algorithm, policy_id, provider, description, created_at, state, version, touched_at, container_id)
       VALUES ('cred_1', 'sgn_1', $1, 'p256', 'p', 'x', '', now(), 'requested', 1, now(), $2), ('cred_2', 'sgn_1', $1, 'p256', 'p', 'x', '', now(), 'destroyed', 1, now(), $2)`,
      [request.subscriberId, one.containerId],
    );
    const { subscriberId } = request;
    const ids = [one.containerId, two.containerId].sort();
    const first = await store.list({ subscriberId, limit: 1 });
    const second = await store.list({ subscriberId, limit: 1, after: ids[0] });
    expect([...first, ...second].map(({ containerId }) => containerId)).toEqual(ids);
    expect(await store.list({ subscriberId, limit: 1, after: ids[1] })).toEqual([]);
    expect([...first, ...second].find(({ containerId }) => containerId === one.containerId)?.credentialIds).toEqual(['cred_1']);
    expect(await store.list({ limit: 50 })).toHaveLength(3);
    expect(await store.list({ limit: 50, containerId: newId('ctr') })).toEqual([]);
  });
});

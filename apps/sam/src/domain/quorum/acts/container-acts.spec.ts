import { beforeEach, describe, expect, it } from '@jest/globals';
import type { QuorumAct } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { SigningClient } from '../../../../test/client-keys.js';
import { QuorumWorld } from '../../../../test/quorum-world.js';
import { payloadOf, SUBSCRIBER } from '../../../../test/world.js';
import { SuspendContainer } from '../../containers/suspend-container.js';
import { Refusals } from '../../refusals.js';

describe('containers by decision of several people', () => {
  let quorum: QuorumWorld;
  let client: SigningClient;
  let suspend: SuspendContainer;
  const containerId = newId('ctr');
  beforeEach(async () => {
    quorum = await QuorumWorld.make();
    client = await SigningClient.make(quorum.world);
    const { transactions } = quorum.world.stores;
    suspend = new SuspendContainer(quorum.world.records, transactions, new Refusals(transactions));
  });

  const opening = (change: object = {}): QuorumAct => ({
    act: 'open-container',
    containerId,
    clientId: client.clientId,
    name: 'Invoices',
    limits: { perDay: 500, hours: { from: 8, to: 18 } },
    delegation: { to: 'Paraph operations', reference: 'contract 2027/12' },
    ...change,
  });
  const resuming: QuorumAct = { act: 'resume-container', containerId };
  const closing = { act: 'close-container', containerId, reason: 'The customer ended the contract.' } as const;
  const record = async () => (await quorum.world.records.find('container', containerId))?.body;
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: { code?: string }) => error.code,
    );
  const stop = (by: Parameters<SuspendContainer['run']>[0]['by'] = { kind: 'operator' }) => suspend.run({ containerId, by, reason: 'a trial' });

  it('are opened with what the approvers read, and by two of them', async () => {
    const proposal = await quorum.propose.run(opening());
    expect(payloadOf(proposal.statement)['about']).toMatchObject({
      ...{ client: 'Signing application', subscriber: SUBSCRIBER, perDay: '500', hours: '08:00–18:00 UTC', digests: '–' },
      ...{ delegatedTo: 'Paraph operations (contract 2027/12)', orderKeys: expect.stringMatching(/^orders-1 \(/) },
    });
    await quorum.approve(quorum.people[0], proposal);
    expect(await record()).toBeUndefined();
    expect(await code(quorum.approve(quorum.people[0], proposal))).toBe('proposal.state');
    await quorum.approve(quorum.people[1], proposal);
    expect(await record()).toEqual({
      ...{ state: 'open', subscriberId: SUBSCRIBER, clientId: client.clientId, name: 'Invoices', openedBy: proposal.proposalId },
      limits: { perDay: 500, hours: { from: 8, to: 18 } },
      delegation: { to: 'Paraph operations', reference: 'contract 2027/12' },
    });
    const opened = (await quorum.world.stores.events()).find(({ type }) => type === 'container-opened');
    expect(opened).toMatchObject({ present: ['Ann', 'Ben'], particulars: { containerId, delegatedTo: 'Paraph operations' } });
  });

  it('are opened once, for a client that is there and is not changed meanwhile, with limits that can be kept', async () => {
    expect(await code(quorum.propose.run(opening({ clientId: newId('cli') })))).toBe('client.unknown');
    expect(await code(quorum.propose.run(opening({ limits: { perDay: 1, hours: { from: 4, to: 4 } } })))).toBe('request.invalid');
    const [one, two] = [await quorum.propose.run(opening()), await quorum.propose.run(opening({ limits: { perDay: 10_000_000 } }))];
    await quorum.decided({ act: 'pin-client-keys', clientId: client.clientId, keys: [{ ...client.publicJwk, kid: 'orders-2' }] as never });
    await quorum.approve(quorum.people[0], one);
    expect(await code(quorum.approve(quorum.people[1], one))).toBe('proposal.impossible');
    await quorum.decided(opening());
    await quorum.approve(quorum.people[0], two);
    expect(await code(quorum.approve(quorum.people[1], two))).toBe('proposal.impossible');
    expect((await record())?.limits.perDay).toBe(500);
    expect(await code(quorum.propose.run(opening()))).toBe('container.state');
  });

  it('are stopped by one, and go on by two', async () => {
    expect(await code(quorum.propose.run(resuming))).toBe('container.unknown');
    await quorum.decided(opening());
    expect(await code(quorum.propose.run(resuming))).toBe('container.state');
    expect(await stop()).toBe('suspended');
    const proposal = await quorum.propose.run(resuming);
    await quorum.approve(quorum.people[0], proposal);
    expect((await record())?.state).toBe('suspended');
    await quorum.approve(quorum.people[1], proposal);
    expect((await record())?.state).toBe('open');
  });

  it('do not go on by a decision about the suspension before', async () => {
    await quorum.decided(opening());
    await stop();
    const [first, second] = [await quorum.propose.run(resuming), await quorum.propose.run(resuming)];
    for (const person of [quorum.people[0], quorum.people[1]]) await quorum.approve(person, first);
    await stop();
    await quorum.approve(quorum.people[0], second);
    expect(await code(quorum.approve(quorum.people[1], second))).toBe('proposal.impossible');
    expect((await record())?.state).toBe('suspended');
  });

  it('are stopped by their customer, and by no other client', async () => {
    await quorum.decided(opening());
    const other = await SigningClient.make(quorum.world);
    expect(await code(stop({ kind: 'customer', clientId: other.clientId }))).toBe('container.unknown');
    expect((await quorum.world.stores.events()).at(-1)).toMatchObject({ type: 'container-refused', cause: 'container.unknown' });
    expect((await record())?.state).toBe('open');
    expect(await stop({ kind: 'customer', clientId: client.clientId })).toBe('suspended');
    // Repeating it changes nothing.
    const events = (await quorum.world.stores.events()).length;
    expect(await stop({ kind: 'customer', clientId: client.clientId })).toBe('suspended');
    expect(await quorum.world.stores.events()).toHaveLength(events);
  });

  it('are not stopped where there are none, nor after their end', async () => {
    expect(await code(stop())).toBe('container.unknown');
    await quorum.decided(opening());
    await quorum.decided(closing);
    expect(await code(stop())).toBe('container.state');
    expect(await code(stop({ kind: 'customer', clientId: client.clientId }))).toBe('container.state');
    expect((await record())?.state).toBe('closed');
  });

  it('are closed by two, with what the approvers read, whether open or suspended', async () => {
    expect(await code(quorum.propose.run(closing))).toBe('container.unknown');
    await quorum.decided(opening());
    const proposal = await quorum.propose.run(closing);
    expect(payloadOf(proposal.statement)['about']).toEqual({
      ...{ container: 'Invoices', client: 'Signing application', subscriber: SUBSCRIBER, state: 'open', keys: '2' },
    });
    await stop();
    await quorum.approve(quorum.people[0], proposal);
    expect((await record())?.state).toBe('suspended');
    expect(await code(quorum.approve(quorum.people[0], proposal))).toBe('proposal.state');
    expect((await record())?.state).toBe('suspended');
    await quorum.approve(quorum.people[1], proposal);
    const closedAt = quorum.world.clock.now().toISOString();
    expect(await record()).toMatchObject({ state: 'closed', closure: { reason: closing.reason, closedAt, closedBy: proposal.proposalId } });
    const closed = (await quorum.world.stores.events()).find(({ type }) => type === 'container-closed');
    expect(closed).toMatchObject({ present: ['Ann', 'Ben'], particulars: { containerId, subscriberId: SUBSCRIBER, reason: closing.reason } });
  });

  it('are closed once, and never resumed or opened again, by whatever was proposed before', async () => {
    await quorum.decided(opening());
    await stop();
    const before = [await quorum.propose.run(closing), await quorum.propose.run(resuming)];
    for (const proposal of before) await quorum.approve(quorum.people[0], proposal);
    await quorum.decided(closing);
    const version = (await quorum.world.records.find('container', containerId))?.version;
    for (const proposal of before) expect(await code(quorum.approve(quorum.people[1], proposal))).toBe('proposal.impossible');
    for (const act of [closing, resuming, opening()]) expect(await code(quorum.propose.run(act))).toBe('container.state');
    expect(await quorum.world.records.find('container', containerId)).toMatchObject({ version, body: { state: 'closed' } });
  });

  it('are closed for a reason that people can read', async () => {
    await quorum.decided(opening());
    expect(await code(quorum.propose.run({ ...closing, reason: 'The customer\u202E ended it' }))).toBe('request.invalid');
    expect((await record())?.state).toBe('open');
  });

  it('are not open again by the row of before', async () => {
    await quorum.decided(opening());
    const { table } = quorum.world.stores.records;
    const row = table.get(`container/${containerId}`);
    await quorum.decided(closing);
    if (row) table.set(`container/${containerId}`, row);
    await expect(record()).rejects.toMatchObject({ code: 'record.tampered' });
    expect(await code(quorum.propose.run(resuming))).toBe('record.tampered');
  });
});

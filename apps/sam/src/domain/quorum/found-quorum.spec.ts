import { beforeEach, describe, expect, it } from '@jest/globals';
import { toBase64Url } from '@paraph/kernel';
import { MemoryProposalRows } from '../../../test/memory-proposal-rows.js';
import { MemorySealedRows } from '../../../test/memory-sealed-rows.js';
import { person, QuorumWorld, quorumOf } from '../../../test/quorum-world.js';
import { World } from '../../../test/world.js';

describe('the quorum', () => {
  let made: QuorumWorld;
  beforeEach(async () => {
    made = await QuorumWorld.over(await World.make(), { proposals: new MemoryProposalRows(), counters: new MemorySealedRows() }, false);
  });

  const record = () => made.world.records.find('quorum', 'quorum');

  it('is founded once from the file, with an event', async () => {
    expect(await made.foundQuorum.run(made.quorum())).toBe('founded');
    expect(await record()).toMatchObject({ version: 1, body: made.quorum() });
    const events = (await made.world.stores.events()).filter(({ type }) => type === 'quorum-founded');
    expect(events).toMatchObject([
      {
        outcome: 'success',
        particulars: {
          threshold: '2',
          approvers: made
            .quorum()
            .approvers.map(({ id }) => id)
            .join(' '),
        },
      },
    ]);
  });

  it('stays as it is at the next start, whatever the file says then', async () => {
    await made.foundQuorum.run(made.quorum());
    expect(await made.foundQuorum.run(made.quorum())).toBe('kept');
    expect(await made.foundQuorum.run(undefined)).toBe('kept');
    expect(await made.foundQuorum.run(quorumOf(2, [person('Mallory'), person('Mallory too')]))).toBe('ignored');
    expect(await made.foundQuorum.run(made.quorum(3))).toBe('ignored');
    expect(await record()).toMatchObject({ version: 1, body: made.quorum() });
    expect((await made.world.eventTypes()).filter((type) => type === 'quorum-founded')).toHaveLength(1);
  });

  it('is founded once by many that start at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => made.foundQuorum.run(made.quorum())));
    expect(all.filter((one) => one === 'founded')).toHaveLength(1);
    expect(all.filter((one) => one === 'kept')).toHaveLength(4);
  });

  it('is none without a file: nothing is decided then', async () => {
    expect(await made.foundQuorum.run(undefined)).toBe('none');
    await expect(made.propose.run({ act: 'limit-client', clientId: made.world.clientId, multisign: 1 })).rejects.toThrow('proposal.impossible');
  });

  it.each([
    ['a name that hides characters', { name: 'Ann\u202Eneb' }, 'a name that people can read'],
    ['a key that is none', { passkey: { id: 'A'.repeat(43), publicKey: toBase64Url(new Uint8Array(77)) } }, 'the public key of a passkey'],
  ])('is not founded with %s', async (_what, change, problem) => {
    const people = [{ ...person('Ann'), ...change }, person('Ben')] as const;
    await expect(made.foundQuorum.run(quorumOf(2, people))).rejects.toThrow(problem);
    expect(await record()).toBeUndefined();
  });

  it('is refused once its row was touched', async () => {
    await made.foundQuorum.run(made.quorum());
    const { table } = made.world.stores.records;
    const row = table.get('quorum/quorum');
    if (!row) throw new Error('no row');
    table.set('quorum/quorum', { ...row, body: row.body.replace('"threshold":2', '"threshold":1') });
    await expect(made.foundQuorum.run(made.quorum())).rejects.toThrow('record.tampered');
  });
});

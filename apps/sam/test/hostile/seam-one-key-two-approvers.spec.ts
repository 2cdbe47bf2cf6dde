import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { MemoryProposalRows } from '../memory-proposal-rows.js';
import { MemorySealedRows } from '../memory-sealed-rows.js';
import { person, QuorumWorld, quorumOf, type TestApprover } from '../quorum-world.js';
import { World } from '../world.js';

/**
 * Nothing that a passkey signs says under which id it was registered. One key under two names would be two people to the
 * quorum, by one touch: the relay changes the id.
 */
describe('one key under the names of two approvers', () => {
  let quorum: QuorumWorld;
  let twin: TestApprover;
  beforeEach(async () => {
    quorum = await QuorumWorld.make();
    const [ann] = quorum.people;
    twin = { ...person('Ann again'), passkey: { id: person('x').passkey.id, publicKey: ann.passkey.publicKey } };
  });

  it('is not proposed', async () => {
    const [ann, ben] = quorum.people;
    await expect(quorum.propose.run({ act: 'change-quorum', quorum: quorumOf(2, [ann, ben, twin]) })).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(quorum.propose.run({ act: 'change-quorum', quorum: quorumOf(2, [ann, ben, person('Eve')]) })).resolves.toMatchObject({ state: 'open' });
  });

  it('is not founded', async () => {
    const rows = { proposals: new MemoryProposalRows(), counters: new MemorySealedRows() };
    const { foundQuorum } = await QuorumWorld.over(await World.make(), rows, false);
    const [ann, ben] = quorum.people;
    await expect(foundQuorum.run(quorumOf(2, [ann, ben, twin]))).rejects.toThrow(twin.id);
    await expect(foundQuorum.run(quorumOf(2, [ann, ben]))).resolves.toBe('founded');
  });

  it('decides nothing by one touch, even from a record of before', async () => {
    const [ann, ben] = quorum.people;
    const { records, stores, clientId } = quorum.world;
    const standing = await records.find('quorum', 'quorum');
    if (!standing) throw new Error('no quorum');
    const sealed = await records.sealNext(standing, quorumOf(2, [ann, twin, ben]));
    await stores.transactions.run((transaction) => records.write(transaction, sealed));
    const proposal = await quorum.propose.run({ act: 'limit-client', clientId, multisign: 400 });
    const touch = quorum.assertion(ann, proposal);
    await expect(quorum.approveProposal.run(proposal.proposalId, touch)).resolves.toMatchObject({ state: 'open' });
    await expect(quorum.approveProposal.run(proposal.proposalId, { ...touch, id: twin.passkey.id })).rejects.toMatchObject({ code: 'proposal.state' });
    await expect(quorum.approve(ben, proposal)).resolves.toMatchObject({ state: 'done' });
    expect(newId('apr')).not.toBe(twin.id);
  });
});

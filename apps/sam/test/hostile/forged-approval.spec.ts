import { beforeEach, describe, expect, it } from '@jest/globals';
import { proposalChallenge } from '@paraph/kernel';
import type { ProposalView } from '../../src/domain/quorum/standing-proposal.js';
import { person, QuorumWorld, quorumOf, type TestApprover } from '../quorum-world.js';
import type { TestSigner } from '../world.js';
import { outcomeOf, refused, type Outcome } from './refusal.js';

/** Approved, done, and the credential signs again: one signature for the statement, one for the SAD, one over the document. */
const RESUMED_AND_SIGNED: Outcome = { code: 'done', signed: 3 };

/** Identity carries approvals and shows proposals; the database keeps them. Together they want a suspended key to sign. */
describe('a proposal that was not approved by enough people', () => {
  let quorum: QuorumWorld;
  let ada: TestSigner;
  let proposal: ProposalView;
  let ann: TestApprover;
  let ben: TestApprover;
  let cem: TestApprover;
  beforeEach(async () => {
    quorum = await QuorumWorld.make();
    [ann, ben, cem] = quorum.people;
    ada = await quorum.world.signer({ binding: { state: 'suspended' } });
    proposal = await quorum.propose.run({ act: 'resume-credential', credentialId: ada.credentialId });
    await quorum.approve(ann, proposal);
  });

  /** Brings an approval, and whatever comes of it, goes on to a signature. */
  const attempt = (approve: () => Promise<unknown>): Promise<Outcome> =>
    outcomeOf(quorum.world.token, async () => {
      await approve();
      const sad = await quorum.world.sad(ada);
      await quorum.world.signHash.run(quorum.world.request(ada, sad));
    });
  const control = () => attempt(() => quorum.approve(ben, proposal));
  const proposalRow = () => {
    const row = quorum.rows.proposals.table.get(proposal.proposalId);
    if (!row) throw new Error('no row');
    return row;
  };

  it('control: is done with the second person’s', async () => {
    expect(await control()).toEqual(RESUMED_AND_SIGNED);
  });

  it('is not done by one person twice', async () => {
    expect(await attempt(() => quorum.approve(ann, proposal))).toEqual(refused('proposal.state'));
    expect(await control()).toEqual(RESUMED_AND_SIGNED);
  });

  it('is not done by one person’s assertion twice', async () => {
    const other = await quorum.propose.run({ act: 'resume-credential', credentialId: ada.credentialId });
    const assertion = quorum.assertion(ann, other);
    await quorum.approveProposal.run(other.proposalId, assertion);
    expect(await attempt(() => quorum.approveProposal.run(other.proposalId, assertion))).toEqual(refused('proposal.state'));
    expect(await attempt(() => quorum.approveProposal.run(proposal.proposalId, assertion))).toEqual(refused('proposal.state'));
    expect(await control()).toEqual(RESUMED_AND_SIGNED);
  });

  it('is not done by an assertion over another proposal', async () => {
    const harmless = await quorum.propose.run({ act: 'limit-client', clientId: quorum.world.clientId, multisign: 1 });
    const assertion = quorum.assertion(ben, harmless);
    expect(await attempt(() => quorum.approveProposal.run(proposal.proposalId, assertion))).toEqual(refused('proposal.refused'));
    expect(await quorum.approveProposal.run(harmless.proposalId, assertion)).toMatchObject({ state: 'open' });
    expect(await control()).toEqual(RESUMED_AND_SIGNED);
  });

  it('is not done by what an approver gave as a signer', async () => {
    const activation = await quorum.world.signer();
    const draft = await quorum.world.open(activation);
    const assertion = ben.authenticator.assert(proposalChallenge(draft.statement));
    expect(await attempt(() => quorum.approveProposal.run(proposal.proposalId, assertion))).toEqual(refused('proposal.refused'));
    expect(await control()).toEqual(RESUMED_AND_SIGNED);
  });

  it('is not done by strangers and supervisors', async () => {
    for (const nobody of [person('Ben'), quorum.supervisor, { ...person('Ben'), passkey: ben.passkey }]) {
      expect(await attempt(() => quorum.approve(nobody, proposal))).toEqual(refused('proposal.refused'));
    }
    expect(await control()).toEqual(RESUMED_AND_SIGNED);
  });

  it('is not done by somebody who was removed meanwhile, nor by the approval they gave before', async () => {
    await quorum.decided({ act: 'change-quorum', quorum: quorumOf(2, [ben, cem]) });
    expect(await attempt(() => quorum.approve(ann, proposal))).toEqual(refused('proposal.state'));
    // Ann's approval of before would have been the other half.
    expect(await attempt(() => quorum.approve(ben, proposal))).toEqual(refused('proposal.state'));
    const anew = await quorum.propose.run({ act: 'resume-credential', credentialId: ada.credentialId });
    expect(await attempt(() => quorum.approve(ann, anew))).toEqual(refused('proposal.refused'));
    await quorum.approve(cem, anew);
    expect(await attempt(() => quorum.approve(ben, anew))).toEqual(RESUMED_AND_SIGNED);
  });

  describe('with a database that lies', () => {
    it.each<[string, (body: string) => string]>([
      ['a lower threshold', (body) => body.replace('"threshold":2', '"threshold":1')],
      ['a supervisor who may decide', (body) => body.replace('["supervisor"]', '["approver"]')],
      ['another person’s passkey', (body) => body.replaceAll(quorum.people[1].passkey.publicKey, person('Mallory').passkey.publicKey)],
    ])('is not done with %s in the record of the quorum', async (_what, change) => {
      const { table } = quorum.world.stores.records;
      const row = table.get('quorum/quorum');
      if (!row) throw new Error('no quorum');
      const body = change(row.body);
      expect(body).not.toBe(row.body);
      table.set('quorum/quorum', { ...row, body });
      expect(await attempt(() => quorum.approve(ben, proposal))).toEqual(refused('record.tampered'));
      table.set('quorum/quorum', row);
      expect(await control()).toEqual(RESUMED_AND_SIGNED);
    });

    it('is not done when the quorum is taken away', async () => {
      const { table } = quorum.world.stores.records;
      const row = table.get('quorum/quorum');
      table.delete('quorum/quorum');
      expect(await attempt(() => quorum.approve(ben, proposal))).toEqual(refused('record.tampered'));
      if (row) table.set('quorum/quorum', row);
      expect(await control()).toEqual(RESUMED_AND_SIGNED);
    });

    it('is not done with an approval that nobody gave', async () => {
      const row = proposalRow();
      const made = { approverId: cem.id, name: 'Cem', at: quorum.world.clock.now().toISOString(), evidenceDigest: 'A'.repeat(43) };
      const approvals = JSON.stringify([...(JSON.parse(row.approvals) as object[]), made]);
      quorum.rows.proposals.table.set(proposal.proposalId, { ...row, approvals });
      expect(await attempt(() => quorum.approve(ben, proposal))).toEqual(refused('record.tampered'));
      quorum.rows.proposals.table.set(proposal.proposalId, { ...row, state: 'done' });
      expect(await attempt(() => quorum.describe.run(proposal.proposalId))).toEqual(refused('record.tampered'));
      expect((await quorum.binding(ada.credentialId)).state).toBe('suspended');
      quorum.rows.proposals.table.set(proposal.proposalId, row);
      expect(await control()).toEqual(RESUMED_AND_SIGNED);
    });

    it('is not done with the approvals, or the act, of another', async () => {
      const harmless = await quorum.propose.run({ act: 'limit-client', clientId: quorum.world.clientId, multisign: 1 });
      await quorum.approve(cem, harmless);
      const [mine, theirs] = [proposalRow(), quorum.rows.proposals.table.get(harmless.proposalId)];
      if (!theirs) throw new Error('no row');
      const mixtures = [
        { ...mine, approvals: theirs.approvals, decisionMac: theirs.decisionMac },
        { ...theirs, proposalId: mine.proposalId },
        { ...mine, draft: theirs.draft, draftMac: theirs.draftMac },
      ];
      for (const row of mixtures) {
        quorum.rows.proposals.table.set(proposal.proposalId, row);
        expect(await attempt(() => quorum.approve(ben, proposal))).toEqual(refused('record.tampered'));
      }
      // The harmless one with the act of the other: whoever approves it approves what it says.
      quorum.rows.proposals.table.set(harmless.proposalId, { ...theirs, draft: theirs.draft.replace(harmless.statement, proposal.statement) });
      expect(await attempt(() => quorum.approve(ben, harmless))).toEqual(refused('record.tampered'));
      quorum.rows.proposals.table.set(proposal.proposalId, mine);
      expect(await control()).toEqual(RESUMED_AND_SIGNED);
    });

    it('is not done again', async () => {
      const before = proposalRow();
      expect(await control()).toEqual(RESUMED_AND_SIGNED);
      await quorum.world.change(ada.credentialId, { state: 'suspended' });
      quorum.rows.proposals.table.set(proposal.proposalId, before);
      quorum.world.stores.evidence.used.clear();
      expect(await attempt(() => quorum.approve(cem, proposal))).toEqual(refused('record.tampered'));
      expect((await quorum.binding(ada.credentialId)).state).toBe('suspended');
    });
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { PROPOSAL_TYPE, type Quorum, type QuorumAct } from '@paraph/contracts';
import { newId, proposalChallenge, sha256 } from '@paraph/kernel';
import type { MemoryProposalRows } from '../../../test/memory-proposal-rows.js';
import { person, QuorumWorld, quorumOf, type TestApprover } from '../../../test/quorum-world.js';
import { headerOf, payloadOf } from '../../../test/world.js';
import { Proposals } from './proposals.js';
import type { ProposalView } from './standing-proposal.js';

const DAY = 24 * 3_600_000;

describe('a proposal', () => {
  let quorum: QuorumWorld;
  let [ann, ben, cem]: TestApprover[] = [];
  let act: QuorumAct;
  beforeEach(async () => {
    quorum = await QuorumWorld.make();
    [ann, ben, cem] = quorum.people;
    act = { act: 'limit-client', clientId: quorum.world.clientId, multisign: 7 };
  });

  const approve = (approver: TestApprover | undefined, proposal: ProposalView) => quorum.approve(approver ?? person('nobody'), proposal);
  const limit = async () => (await quorum.world.records.find('client', quorum.world.clientId))?.body.multisign;
  const lastEvent = async () => (await quorum.world.stores.events()).at(-1);

  it('is shown as the SAM signed it, with what it is about in the SAM’s own words', async () => {
    const { statement, proposalId, state, approvals } = await quorum.propose.run(act);
    expect([state, approvals]).toEqual(['open', []]);
    expect(headerOf(statement)).toMatchObject({ alg: 'ES256', typ: PROPOSAL_TYPE });
    const now = quorum.world.clock.now().getTime() / 1_000;
    expect(payloadOf(statement)).toEqual({
      jti: proposalId,
      iat: now,
      exp: now + DAY / 1_000,
      act,
      about: { client: 'Test application', subscriber: expect.any(String), limitNow: '100', limitThen: '7' },
      quorumVersion: 1,
      threshold: 2,
      approvers: quorum.people.map(({ id, name, passkey }) => ({ id, name, passkey: passkey.id })),
      nonce: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(await quorum.describe.run(proposalId)).toEqual({ proposalId, statement, state: 'open', approvals: [], expiresAt: expect.any(String) });
  });

  it('happens with the approval that completes it, and not before', async () => {
    const proposal = await quorum.propose.run(act);
    expect(await approve(ann, proposal)).toMatchObject({ state: 'open', approvals: [{ approverId: ann?.id, name: 'Ann' }] });
    expect(await limit()).toBe(100);
    expect(await approve(cem, proposal)).toMatchObject({ state: 'done', approvals: [{ name: 'Ann' }, { name: 'Cem' }] });
    expect(await limit()).toBe(7);
    expect(await quorum.describe.run(proposal.proposalId)).toMatchObject({ state: 'done' });
  });

  it('leaves events that name its approvers', async () => {
    const { proposalId } = await quorum.decided(act);
    const events = (await quorum.world.stores.events()).filter(({ type }) => type.startsWith('proposal-'));
    const particulars = { proposalId, act: 'limit-client' };
    expect(events).toMatchObject([
      { type: 'proposal-opened', actor: { kind: 'system', id: 'management' }, particulars: { ...particulars, client: 'Test application', limitThen: '7' } },
      { type: 'proposal-approved', actor: { kind: 'operator', id: ann?.id }, particulars: { ...particulars, name: 'Ann', approvals: '1' } },
      { type: 'proposal-approved', actor: { kind: 'operator', id: ben?.id }, particulars: { ...particulars, name: 'Ben', approvals: '2' } },
      {
        type: 'proposal-done',
        actor: { kind: 'operator', id: ben?.id },
        present: ['Ann', 'Ben'],
        particulars: { ...particulars, clientId: quorum.world.clientId, multisign: '7' },
      },
    ]);
  });

  it('is approved once by each', async () => {
    const proposal = await quorum.propose.run(act);
    await approve(ann, proposal);
    await expect(approve(ann, proposal)).rejects.toThrow('proposal.state');
    expect(await limit()).toBe(100);
    await expect(approve(ben, proposal)).resolves.toMatchObject({ state: 'done' });
    await expect(approve(cem, proposal)).rejects.toThrow('proposal.state');
  });

  it.each<[string, (of: QuorumWorld) => TestApprover]>([
    ['a stranger', () => person('Ann')],
    ['a supervisor', ({ supervisor }) => supervisor],
    ['a stranger with an approver’s passkey id', ({ people }) => ({ ...person('Ann'), authenticator: wearing(people[1]) })],
  ])('is not approved by %s', async (_what, of) => {
    const proposal = await quorum.propose.run(act);
    await approve(ann, proposal);
    await expect(quorum.approve(of(quorum), proposal)).rejects.toThrow('proposal.refused');
    expect(await lastEvent()).toMatchObject({
      type: 'proposal-refused',
      actor: { kind: 'system', id: 'identity' },
      outcome: 'failure',
      cause: 'proposal.refused',
    });
    expect(await limit()).toBe(100);
    await expect(approve(ben, proposal)).resolves.toMatchObject({ state: 'done' });
  });

  it.each<[string, (proposal: ProposalView, approver: TestApprover) => ReturnType<QuorumWorld['assertion']>]>([
    ['another text', (_proposal, { authenticator }) => authenticator.assert(sha256('something else'))],
    ['the statement as that of an activation', ({ statement }, { authenticator }) => authenticator.assert(sha256('paraph/activation/v1', statement))],
    [
      'the statement on another page',
      ({ statement }, { authenticator }) => authenticator.assert(proposalChallenge(statement), { clientData: { origin: 'https://identity.example:8443' } }),
    ],
    ['the statement, nobody verified', ({ statement }, { authenticator }) => authenticator.assert(proposalChallenge(statement), { flags: 0x01 })],
    [
      'the statement, with a counter that stands still',
      ({ statement }, { authenticator }) => authenticator.assert(proposalChallenge(statement), { signCount: 0 }),
    ],
  ])('is not approved by an assertion over %s', async (_what, assertion) => {
    const proposal = await quorum.propose.run(act);
    const earlier = await quorum.propose.run(act);
    if (!ann || !ben) throw new Error('no people');
    await approve(ann, earlier);
    await expect(quorum.approveProposal.run(proposal.proposalId, assertion(proposal, ann))).rejects.toThrow('proposal.refused');
    expect((await quorum.describe.run(proposal.proposalId)).approvals).toEqual([]);
    await expect(approve(ann, proposal)).resolves.toMatchObject({ approvals: [{ name: 'Ann' }] });
  });

  it('ends after a day', async () => {
    const [late, inTime] = [await quorum.propose.run(act), await quorum.propose.run(act)];
    await approve(ann, late);
    await approve(ann, inTime);
    quorum.world.clock.advance(DAY - 1);
    await expect(approve(ben, inTime)).resolves.toMatchObject({ state: 'done' });
    quorum.world.clock.advance(1);
    await expect(approve(ben, late)).rejects.toThrow('proposal.state');
    expect(await quorum.describe.run(late.proposalId)).toMatchObject({ state: 'withdrawn' });
  });

  it('ends when other people decide', async () => {
    const [one, other] = [await quorum.propose.run(act), await quorum.propose.run({ act: 'change-quorum', quorum: quorumOf(2, [...quorum.people]) })];
    await approve(ann, one);
    await approve(ann, other);
    await approve(ben, other);
    await expect(approve(ben, one)).rejects.toThrow('proposal.state');
    expect(await quorum.describe.run(one.proposalId)).toMatchObject({ state: 'withdrawn' });
    expect(await limit()).toBe(100);
    const anew = await quorum.propose.run(act);
    await approve(ann, anew);
    await expect(approve(ben, anew)).resolves.toMatchObject({ state: 'done' });
  });

  it('is not completed by somebody who was removed while the passkey was being verified', async () => {
    const proposal = await quorum.propose.run(act);
    await approve(ann, proposal);
    const assert = quorum.passkeys.assert.bind(quorum.passkeys);
    quorum.passkeys.assert = async (...asked) => {
      const verified = await assert(...asked);
      quorum.passkeys.assert = assert;
      await decideAnew(quorum, quorumOf(2, [...quorum.people].slice(0, 2)));
      return verified;
    };
    await expect(approve(cem, proposal)).rejects.toThrow('proposal.state');
    expect(await limit()).toBe(100);
  });

  it('that became impossible says so, and its last approval is not used up', async () => {
    const meansId = newId('mns');
    const account = { kind: 'oidc', meansId, usableFrom: quorum.world.clock.now().toISOString(), issuer: 'https://idp.example', subject: 'ada' } as const;
    const signer = await quorum.world.signer({ binding: { means: [account] } });
    const proposal = await quorum.propose.run({ act: 'remove-means', credentialId: signer.credentialId, meansId });
    await approve(ann, proposal);
    await quorum.world.change(signer.credentialId, { state: 'revoked' });
    await expect(approve(ben, proposal)).rejects.toThrow('proposal.impossible');
    expect(await lastEvent()).toMatchObject({ type: 'proposal-refused', actor: { kind: 'operator', id: ben?.id }, cause: 'proposal.impossible' });
    expect(await quorum.describe.run(proposal.proposalId)).toMatchObject({ state: 'open', approvals: [{ name: 'Ann' }] });
    await quorum.world.change(signer.credentialId, { state: 'active' });
    await expect(approve(ben, proposal)).resolves.toMatchObject({ state: 'done' });
  });

  it('that nobody made is unknown', async () => {
    if (!ann) throw new Error('no people');
    await expect(quorum.approveProposal.run(newId('prop'), ann.authenticator.assert(sha256('x')))).rejects.toThrow('proposal.unknown');
    await expect(quorum.describe.run(newId('prop'))).rejects.toThrow('proposal.unknown');
  });

  it('is done once by a thousand approvals at the same time', async () => {
    const proposal = await quorum.propose.run(act);
    const given = [ann, ben, cem].map((approver) => quorum.assertion(approver ?? person('x'), proposal));
    const all = await Promise.allSettled(
      Array.from({ length: 1_000 }, (_, place) => quorum.approveProposal.run(proposal.proposalId, given[place % 3] ?? given[0]!)),
    );
    const done = all.filter((one) => one.status === 'fulfilled' && one.value.state === 'done');
    expect(done).toHaveLength(1);
    const refusals = all.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(refusals).toHaveLength(998);
    for (const text of refusals) expect(text).toMatch(/proposal\.(?:state|refused)/);
    const types = await quorum.world.eventTypes();
    expect(types.filter((type) => type === 'proposal-approved')).toHaveLength(2);
    expect(types.filter((type) => type === 'proposal-done')).toHaveLength(1);
    expect((await quorum.world.records.find('client', quorum.world.clientId))?.version).toBe(2);
  });

  it('is done though nobody can be told, and that leaves an event', async () => {
    const signer = await quorum.world.signer({ binding: { state: 'suspended' } });
    quorum.notices.failure = new Error('no gateway');
    await expect(quorum.decided({ act: 'resume-credential', credentialId: signer.credentialId })).resolves.toMatchObject({ state: 'done' });
    expect(await lastEvent()).toMatchObject({ type: 'notice-sent', outcome: 'failure', particulars: { credentialId: signer.credentialId } });
  });

  describe('from a database that lies', () => {
    const table = () => quorum.rows.proposals.table;
    const touch = (proposalId: string, change: (row: NonNullable<ReturnType<MemoryProposalRows['table']['get']>>) => object) => {
      const row = table().get(proposalId);
      if (!row) throw new Error('no row');
      table().set(proposalId, { ...row, ...change(row) });
      return () => table().set(proposalId, row);
    };

    it.each<[string, Parameters<typeof touch>[1]]>([
      ['another act in the draft', ({ draft }) => ({ draft: draft.replace('"multisign":7', '"multisign":400') })],
      ['a later end', ({ draft }) => ({ draft: draft.replace(/"expiresAt":"2027/, '"expiresAt":"2028') })],
      ['another version of the quorum', ({ draft }) => ({ draft: draft.replace('"quorumVersion":1', '"quorumVersion":2') })],
      [
        'an approval that nobody gave',
        ({ approvals }) => ({ approvals: approvals.replace(']', ',{"approverId":"apr_x","name":"Ben","at":"","evidenceDigest":""}]') }),
      ],
      ['an approval taken away', () => ({ approvals: '[]' })],
      ['another state', () => ({ state: 'done' })],
      ['another MAC', ({ decisionMac }) => ({ decisionMac: decisionMac.map((byte) => byte ^ 1) })],
      ['a shortened MAC', ({ decisionMac }) => ({ decisionMac: decisionMac.slice(0, 8) })],
    ])('is refused with %s', async (_what, change) => {
      const proposal = await quorum.propose.run(act);
      await approve(ann, proposal);
      const restore = touch(proposal.proposalId, change);
      await expect(approve(ben, proposal)).rejects.toThrow('record.tampered');
      expect(await quorum.world.eventTypes()).toContain('record-tampered: record.tampered');
      await expect(quorum.describe.run(proposal.proposalId)).rejects.toThrow('record.tampered');
      expect(await limit()).toBe(100);
      restore();
      await expect(approve(ben, proposal)).resolves.toMatchObject({ state: 'done' });
    });

    it('is refused with another’s approvals', async () => {
      const [one, other] = [await quorum.propose.run(act), await quorum.propose.run(act)];
      await approve(ann, other);
      const approved = table().get(other.proposalId);
      touch(one.proposalId, () => ({ approvals: approved?.approvals, decisionMac: approved?.decisionMac }));
      await expect(approve(ben, one)).rejects.toThrow('record.tampered');
    });

    it('is not opened again by an old row', async () => {
      const proposal = await quorum.propose.run(act);
      await approve(ann, proposal);
      const before = table().get(proposal.proposalId);
      await approve(ben, proposal);
      if (before) table().set(proposal.proposalId, before);
      await expect(approve(cem, proposal)).rejects.toThrow('record.tampered');
      // A replica that has seen nothing knows it from the journal.
      const { stores, token } = quorum.world;
      const fresh = await Proposals.open(quorum.rows.proposals, token, stores.transactions);
      await expect(fresh.find(proposal.proposalId)).rejects.toMatchObject({ code: 'record.tampered' });
    });
  });
});

/** Writes other people into the record, as an act of the quorum would. */
async function decideAnew({ world: { records, stores } }: QuorumWorld, people: Quorum): Promise<void> {
  const standing = await records.find('quorum', 'quorum');
  if (!standing) throw new Error('no quorum');
  const sealed = await records.sealNext(standing, people);
  await stores.transactions.run((transaction) => records.write(transaction, sealed));
}

/** A passkey of somebody else that claims to be this person's. */
function wearing({ passkey }: TestApprover): TestApprover['authenticator'] {
  const { authenticator } = person('Mallory');
  const assert = authenticator.assert.bind(authenticator);
  authenticator.assert = (...ceremony) => ({ ...assert(...ceremony), id: passkey.id });
  return authenticator;
}

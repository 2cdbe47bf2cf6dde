import { beforeEach, expect, it } from '@jest/globals';
import { newId, proposalChallenge, toBase64Url } from '@paraph/kernel';
import { Bench } from '../../../test/bench.js';
import { assertionOver, sealed } from '../../../test/fake-drafts.js';
import type { CarriedAct } from '../carried/act.js';
import { TakeProposalAct } from './take-proposal-act.js';

let bench: Bench;
let proposalId: string;
let challenge: string;
beforeEach(() => {
  bench = new Bench();
  const proposal = bench.neighbours.propose();
  proposalId = proposal.proposalId;
  challenge = toBase64Url(proposalChallenge(proposal.statement));
});

const passkey = (): CarriedAct => ({ kind: 'evidence', evidence: { kind: 'passkey', assertion: assertionOver(challenge) } });
const take = (act: CarriedAct, over = challenge, id = proposalId) => new TakeProposalAct(bench.sam).run(id, over, act);
const approvals = () => bench.neighbours.proposals.get(proposalId)?.approvals.length;

it('an approver’s passkey is carried to the SAM, whose word is the outcome', async () => {
  expect(await take(passkey())).toMatchObject({ kind: 'approved', proposal: { state: 'open' } });
  expect(await take(passkey())).toMatchObject({ kind: 'approved', proposal: { state: 'done' } });
});

it('a refusal carries nothing', async () => {
  expect([await take({ kind: 'refuse' }), approvals()]).toEqual([{ kind: 'refused' }, 0]);
});

it.each(['proposal.refused', 'proposal.state', 'proposal.impossible'] as const)(
  'an approval that does not count (%s) is told on the approval page',
  async (code) => {
    bench.neighbours.failures.set('approveProposal', code);
    expect(await take(passkey())).toMatchObject({ kind: 'approval', visit: { again: code } });
    expect(approvals()).toBe(0);
  },
);

it.each<[string, () => Promise<unknown>, string]>([
  ['another challenge', () => take(passkey(), 'A'.repeat(43)), 'request.invalid'],
  ['a PIN', () => take({ kind: 'evidence', evidence: { kind: 'pin', sealed: sealed('right') } }), 'request.invalid'],
  ['an acceptance', () => take({ kind: 'accept' }), 'request.invalid'],
  ['a proposal that is not there', () => take(passkey(), challenge, newId('prop')), 'proposal.unknown'],
])('nothing is approved by %s', async (_what, act, code) => {
  await expect(act()).rejects.toMatchObject({ code });
  expect(approvals()).toBe(0);
});

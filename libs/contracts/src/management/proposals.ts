import { z } from 'zod';
import { request } from '../fields.js';
import { listProposals } from '../sam/proposal-list.js';
import { describeProposal, proposeAct } from '../sam/quorum.js';
import { defineEndpoint } from '../endpoint.js';

/** A proposal, and where its approvers look at it: the statement stands behind the `#`, which no server sees. */
const linkedProposal = proposeAct.reply.omit({ statement: true }).extend({ approvalUrl: z.url() });

/** What several people decide together. The API proposes and looks; nobody approves here. */
export const proposalEndpoints = {
  proposeAct: defineEndpoint({
    method: 'POST',
    path: 'proposals',
    status: 201,
    tag: 'proposal',
    purpose: 'Puts an act before the quorum, and answers where its approvers look at it.',
    body: proposeAct.request,
    answer: linkedProposal,
    errors: [...proposeAct.errors, 'operator.unknown', 'operator.forbidden', 'role.forbidden'],
  }),
  listProposals: defineEndpoint({
    method: 'GET',
    path: 'proposals',
    status: 200,
    tag: 'proposal',
    purpose: 'What was put before the quorum lately, newest first, and how each stands.',
    query: request({ limit: z.coerce.number().int().min(1).max(50).default(20) }),
    answer: listProposals.reply,
    errors: listProposals.errors,
  }),
  describeProposal: defineEndpoint({
    method: 'GET',
    path: 'proposals/{proposalId}',
    status: 200,
    tag: 'proposal',
    purpose: 'One proposal, and who has approved it.',
    place: describeProposal.request,
    answer: linkedProposal,
    errors: describeProposal.errors,
  }),
} as const;

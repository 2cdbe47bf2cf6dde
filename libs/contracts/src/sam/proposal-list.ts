import { z } from 'zod';
import { defineCall } from '../call.js';
import { id, moment, reply, request } from '../fields.js';
import { proposalStates, quorumActNames } from './quorum.js';

export const listProposals = defineCall({
  service: 'sam',
  name: 'listProposals',
  version: 2,
  purpose: 'What was put before the quorum lately, newest first, and how each stands.',
  request: request({ limit: z.number().int().min(1).max(50) }),
  reply: reply({
    proposals: z.array(
      z.object({
        proposalId: id('prop'),
        act: z.enum(quorumActNames),
        state: z.enum(proposalStates),
        openedAt: moment,
        expiresAt: moment,
        approvals: z.array(z.object({ approverId: id('apr'), name: z.string(), at: moment })),
      }),
    ),
  }),
  errors: ['hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['management'],
  budgetMs: 5_000,
});

import { z } from 'zod';
import { defineCall } from '../call.js';
import { compactJws, id, moment, reply, request } from '../fields.js';
import { changeAct, statedMeans } from './statement.js';

/** How far a binding record has come. */
const bindingState = z.enum(['accepted', 'active', 'suspended', 'revoked', 'destroyed']);

export const offerMeans = defineCall({
  service: 'sam',
  name: 'offerMeans',
  version: 1,
  purpose: 'Takes what the approval page registered for an enrolment or a change. Evidence given afterwards commits to it.',
  request: request({
    reference: z.union([id('enr'), id('chg')]),
    /** `registrations` as JSON, exactly as the page wrote it: its SHA-256 is part of the challenge. */
    registrations: z.string().min(2).max(60_000),
  }),
  reply: reply({ reference: z.string(), kinds: z.array(z.string()) }),
  errors: [
    'enrolment.unknown',
    'enrolment.state',
    'enrolment.expired',
    'change.unknown',
    'change.state',
    'change.expired',
    'evidence.invalid',
    'evidence.missing',
    'hsm.unavailable',
    'hsm.refused',
    'record.tampered',
  ],
  callers: ['identity'],
  budgetMs: 5_000,
});

export const openChange = defineCall({
  service: 'sam',
  name: 'openChange',
  version: 2,
  purpose: 'Drafts a signer’s change of a credential (a means added or removed, a resumption) and answers the statement to approve.',
  request: request({ credentialId: id('cred'), signerId: id('sgn'), change: changeAct }),
  reply: reply({ changeId: id('chg'), statement: compactJws(60_000), expiresAt: moment }),
  errors: [
    'credential.unknown',
    'credential.state',
    'means.unknown',
    'activation.busy',
    'evidence.missing',
    'hsm.unavailable',
    'hsm.refused',
    'hsm.ambiguous',
    'record.tampered',
  ],
  callers: ['identity'],
  budgetMs: 5_000,
});

export const abandonChange = defineCall({
  service: 'sam',
  name: 'abandonChange',
  version: 1,
  purpose: 'Ends a change its signer refused. Repeating it changes nothing.',
  request: request({ changeId: id('chg') }),
  reply: reply({ changeId: id('chg') }),
  errors: ['change.unknown'],
  callers: ['identity'],
  budgetMs: 3_000,
});

export const describeBinding = defineCall({
  service: 'sam',
  name: 'describeBinding',
  version: 1,
  purpose: 'The SAM’s own record of a credential: its state, and its means with the moments from and until which they count.',
  request: request({ credentialId: id('cred') }),
  reply: reply({
    credentialId: id('cred'),
    signerId: id('sgn'),
    state: bindingState,
    policyId: z.string(),
    subject: z.string(),
    containerId: id('ctr').optional(),
    /** Set for a one-session credential. */
    isOneSession: z.boolean().optional(),
    /** Whether every way to activate it shows the signer what is signed. */
    promise: z.enum(['shown', 'presence']),
    means: z.array(
      z.object({
        meansId: id('mns'),
        kind: z.enum(['oidc', 'passkey', 'one-time-code', 'pin', 'totp', 'order']),
        /** For people: an issuer, `••• 42`, a passkey's first characters. */
        hint: z.string(),
        usableFrom: moment,
        usableUntil: moment.optional(),
        isLocked: z.boolean(),
      }),
    ),
    stated: statedMeans,
  }),
  errors: ['credential.unknown', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['identity', 'key-lifecycle', 'management'],
  budgetMs: 3_000,
});

export const describeStates = defineCall({
  service: 'sam',
  name: 'describeStates',
  version: 1,
  purpose: 'The states of many credentials by the SAM’s own records, for whoever follows sessions to their end.',
  request: request({ credentialIds: z.array(id('cred')).min(1).max(50) }),
  /** Those that are known, in the order they were asked for. */
  reply: reply({ credentials: z.array(z.object({ credentialId: id('cred'), state: bindingState })) }),
  errors: ['hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['key-lifecycle'],
  budgetMs: 5_000,
});

export const suspendCredential = defineCall({
  service: 'sam',
  name: 'suspendCredential',
  version: 2,
  purpose: 'Stops a credential at once, on the word of any of these callers. Only evidence or a quorum starts it again.',
  request: request({ credentialId: id('cred'), requestedBy: z.enum(['signer', 'operator', 'authority']), reason: z.string().max(200) }),
  reply: reply({ credentialId: id('cred'), state: z.literal('suspended') }),
  errors: ['credential.unknown', 'credential.state', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['key-lifecycle'],
  budgetMs: 3_000,
});

export const listSignatures = defineCall({
  service: 'sam',
  name: 'listSignatures',
  version: 1,
  purpose: 'What was authorised with a credential and for whom, newest first: its signer’s own view.',
  request: request({ credentialId: id('cred'), limit: z.number().int().min(1).max(100) }),
  reply: reply({
    activations: z.array(
      z.object({
        activationId: id('act'),
        openedAt: moment,
        clientName: z.string(),
        state: z.enum(['draft', 'completed', 'issued', 'abandoned']),
        signed: z.number().int(),
        documents: z.array(z.object({ label: z.string(), /** Base64. */ hash: z.string(), signed: z.boolean() })),
        /** Kinds of evidence that were given. */
        evidence: z.array(z.string()),
      }),
    ),
  }),
  errors: ['credential.unknown', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['identity'],
  budgetMs: 3_000,
});

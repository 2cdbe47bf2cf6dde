import { z } from 'zod';
import { defineCall } from '../call.js';
import { digestBase64Url, id, moment, reply, request, title, url } from '../fields.js';
import { assertion, passkeyRegistration } from '../sam/evidence.js';
import { trustRoles } from '../sam/quorum.js';

const trustRole = z.enum(trustRoles);

/** Who acts: an operator, or whoever holds the bootstrap token. */
const actingOperator = z.union([id('opr'), z.literal('bootstrap')]);
export type ActingOperator = z.output<typeof actingOperator>;

/** What a person reads from a terminal and compares on a page (RFC 8628 section 6.1: letters that make no words). */
const signInCode = z.string().regex(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/, 'expected a code such as BCDF-GHJK');

/** How an account stands: `invited` has no passkey yet, and no role. */
export const operatorStates = ['invited', 'active', 'ended'] as const;

const whoSignedIn = { operatorId: id('opr'), name: title, roles: z.array(trustRole) };

export const createOperator = defineCall({
  service: 'identity',
  name: 'createOperator',
  version: 1,
  purpose:
    'Opens the account of one person who is going to hold a role of trust (ROL-05). The invitation is answered once; with it the person makes a passkey.',
  request: request({
    name: title,
    /** The person’s account at an identity provider: nobody who signs with it holds a role of trust, nor the other way round (ROL-03). */
    account: request({ issuer: url, subject: z.string().min(1).max(255) }),
    by: actingOperator,
  }),
  reply: reply({ operatorId: id('opr'), /** Secret, good for one passkey. */ invitation: z.string(), expiresAt: moment }),
  errors: ['request.duplicate', 'role.forbidden'],
  callers: ['management'],
  budgetMs: 3_000,
});

export const openInvitation = defineCall({
  service: 'identity',
  name: 'openInvitation',
  version: 1,
  purpose: 'What the page needs before a person makes the passkey of their account. The invitation itself is not sent, only its SHA-256.',
  request: request({ invitationDigest: digestBase64Url }),
  reply: reply({ operatorId: id('opr'), name: title, /** 32 bytes, base64url. */ challenge: digestBase64Url, expiresAt: moment }),
  errors: ['operator.refused'],
  callers: ['management'],
  budgetMs: 3_000,
});

export const acceptInvitation = defineCall({
  service: 'identity',
  name: 'acceptInvitation',
  version: 1,
  purpose: 'Takes the passkey of an operator’s account, once.',
  request: request({ invitationDigest: digestBase64Url, registration: passkeyRegistration }),
  reply: reply({ operatorId: id('opr'), name: title }),
  errors: ['operator.refused'],
  callers: ['management'],
  budgetMs: 3_000,
});

export const listOperators = defineCall({
  service: 'identity',
  name: 'listOperators',
  version: 1,
  purpose: 'Operators with the roles they hold, in the order of their identifiers.',
  request: request({ /** The last identifier of the page before. */ after: id('opr').optional(), limit: z.number().int().min(1).max(200) }),
  reply: reply({
    operators: z.array(z.object({ ...whoSignedIn, state: z.enum(operatorStates), createdAt: moment })),
    /** Where the next page begins, if there is one. */
    next: id('opr').optional(),
  }),
  errors: [],
  callers: ['management'],
  budgetMs: 3_000,
});

export const endOperator = defineCall({
  service: 'identity',
  name: 'endOperator',
  version: 1,
  purpose: 'Ends an operator’s account for good: roles, passkey and sessions count no more from now on.',
  request: request({ operatorId: id('opr'), by: actingOperator }),
  reply: reply({ operatorId: id('opr') }),
  errors: ['operator.unknown'],
  callers: ['management'],
  budgetMs: 3_000,
});

export const beginOperatorSignIn = defineCall({
  service: 'identity',
  name: 'beginOperatorSignIn',
  version: 1,
  purpose: 'Begins the sign-in of whoever holds a device secret (RFC 8628); a person approves it elsewhere, by the code.',
  request: request({ /** SHA-256 of the device’s secret. */ deviceDigest: digestBase64Url }),
  reply: reply({ code: signInCode, expiresAt: moment }),
  errors: ['login.throttled'],
  callers: ['management', 'audit'],
  budgetMs: 3_000,
});

export const describeOperatorSignIn = defineCall({
  service: 'identity',
  name: 'describeOperatorSignIn',
  version: 1,
  purpose: 'What the page needs before a person approves a sign-in with a passkey.',
  request: request({ code: signInCode }),
  reply: reply({ /** 32 bytes, base64url. */ challenge: digestBase64Url, begunAt: moment, expiresAt: moment }),
  errors: ['operator.refused'],
  callers: ['management'],
  budgetMs: 3_000,
});

export const completeOperatorSignIn = defineCall({
  service: 'identity',
  name: 'completeOperatorSignIn',
  version: 1,
  purpose: 'Verifies an operator’s passkey over a sign-in that waits.',
  request: request({ code: signInCode, assertion }),
  reply: reply({ operatorId: id('opr'), name: title }),
  errors: ['operator.refused'],
  callers: ['management'],
  budgetMs: 3_000,
});

export const redeemOperatorSignIn = defineCall({
  service: 'identity',
  name: 'redeemOperatorSignIn',
  version: 1,
  purpose: 'Opens the session of an approved sign-in for its device, once. Neither the device’s secret nor the session’s token is sent, only their SHA-256.',
  request: request({ deviceDigest: digestBase64Url, tokenDigest: digestBase64Url }),
  reply: z.discriminatedUnion('state', [
    reply({ state: z.literal('waiting') }),
    reply({ state: z.literal('open'), ...whoSignedIn, /** When it ends at the latest. */ expiresAt: moment }),
  ]),
  errors: ['operator.refused'],
  callers: ['management', 'audit'],
  budgetMs: 3_000,
});

export const introspectOperator = defineCall({
  service: 'identity',
  name: 'introspectOperator',
  version: 1,
  purpose: 'Who holds a session and which roles that person has now. Counts as use of the session, which ends when it is not used for a while (ROL-07).',
  request: request({ tokenDigest: digestBase64Url }),
  reply: z.discriminatedUnion('state', [
    reply({ state: z.literal('over') }),
    reply({ state: z.literal('open'), ...whoSignedIn, /** When it ends at the latest. */ expiresAt: moment }),
  ]),
  errors: [],
  callers: ['management', 'audit'],
  budgetMs: 2_000,
});

export const signOutOperator = defineCall({
  service: 'identity',
  name: 'signOutOperator',
  version: 1,
  purpose: 'Ends a session.',
  request: request({ tokenDigest: digestBase64Url }),
  reply: reply({}),
  errors: [],
  callers: ['management', 'audit'],
  budgetMs: 2_000,
});

export const checkRoleGrant = defineCall({
  service: 'identity',
  name: 'checkRoleGrant',
  version: 1,
  purpose: 'Whether an operator could be given a role as things stand (ROL-02), asked before people are called to approve it.',
  request: request({ operatorId: id('opr'), operatorName: title, role: trustRole }),
  reply: reply({}),
  errors: ['operator.unknown', 'role.forbidden'],
  callers: ['management'],
  budgetMs: 2_000,
});

export const grantRole = defineCall({
  service: 'identity',
  name: 'grantRole',
  version: 1,
  purpose: 'Gives the role that a quorum has decided to give. What was decided, identity asks of the SAM; a proposal gives its role once.',
  request: request({ proposalId: id('prop'), by: actingOperator }),
  reply: reply(whoSignedIn),
  errors: ['operator.unknown', 'role.forbidden', 'proposal.unknown', 'proposal.state', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['management'],
  budgetMs: 5_000,
});

export const withdrawRole = defineCall({
  service: 'identity',
  name: 'withdrawRole',
  version: 1,
  purpose: 'Takes a role away at once; one person may (ROL-07).',
  request: request({ operatorId: id('opr'), role: trustRole, by: actingOperator }),
  reply: reply(whoSignedIn),
  errors: ['operator.unknown'],
  callers: ['management'],
  budgetMs: 3_000,
});

export const describeFounding = defineCall({
  service: 'identity',
  name: 'describeFounding',
  version: 1,
  purpose: 'Whether there has ever been an operator who is a security officer: from then on the bootstrap token is worth nothing.',
  request: request({}),
  reply: reply({ isFounded: z.boolean() }),
  errors: [],
  callers: ['management'],
  budgetMs: 2_000,
});

export const reportOperatorAct = defineCall({
  service: 'identity',
  name: 'reportOperatorAct',
  version: 1,
  purpose: 'Records who asked management for what, before it is done, and whom it refused.',
  request: request({
    by: z.union([actingOperator, z.literal('unknown')]),
    /** Name of the endpoint. */
    endpoint: z.string().regex(/^[a-zA-Z]{1,60}$/),
    outcome: z.enum(['admitted', 'refused']),
    cause: z.string().max(300).optional(),
  }),
  reply: reply({}),
  errors: [],
  callers: ['management'],
  budgetMs: 2_000,
});

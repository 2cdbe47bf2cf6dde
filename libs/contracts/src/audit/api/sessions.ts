import { z } from 'zod';
import { id, moment, reply, request } from '../../fields.js';
import { introspectOperator, redeemOperatorSignIn } from '../../identity/operators.js';
import { defineEndpoint } from '../../endpoint.js';
import { trustRoles } from '../../sam/quorum.js';

/** 32 random bytes in base64url: whoever has it is the one it was made for. */
const secret = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'expected 43 characters of base64url');
const whoSignedIn = introspectOperator.reply.options[1].omit({ state: true });

/** How operators sign in to read the log. The passkey is used on management's page. */
export const sessionEndpoints = {
  beginAuditSignIn: defineEndpoint({
    method: 'POST',
    path: 'sign-ins',
    status: 201,
    tag: 'session',
    purpose: 'Begins a sign-in: the device keeps the secret, a person opens the address and approves there with a passkey (RFC 8628).',
    answer: reply({ deviceSecret: secret, /** To compare with what the page shows. */ code: z.string(), signInUrl: z.url(), expiresAt: moment }),
    errors: ['login.throttled'],
  }),
  redeemAuditSignIn: defineEndpoint({
    method: 'POST',
    path: 'sign-ins/session',
    status: 200,
    tag: 'session',
    purpose: 'Opens the session of an approved sign-in, once; says `waiting` before. Ask once a second.',
    body: request({ deviceSecret: secret }),
    answer: z.discriminatedUnion('state', [
      reply({ state: z.literal('waiting') }),
      reply({ state: z.literal('open'), /** Sent as Bearer. */ token: secret, ...whoSignedIn.shape }),
    ]),
    errors: redeemOperatorSignIn.errors,
  }),
  describeReader: defineEndpoint({
    method: 'GET',
    path: 'me',
    status: 200,
    tag: 'session',
    purpose: 'Who asks, and as what.',
    answer: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('auditor'), id: z.string(), roles: z.array(z.enum(trustRoles)) }),
      z.object({ kind: z.literal('subscriber'), subscriberId: id('sub'), clientId: id('cli') }),
      z.object({ kind: z.literal('signer'), signerId: id('sgn'), clientId: id('cli') }),
    ]),
    errors: [],
  }),
  signOutOfAudit: defineEndpoint({
    method: 'DELETE',
    path: 'me',
    status: 200,
    tag: 'session',
    purpose: 'Ends the session of an operator. A token of another kind is ended where it was issued.',
    answer: reply({}),
    errors: [],
  }),
} as const;

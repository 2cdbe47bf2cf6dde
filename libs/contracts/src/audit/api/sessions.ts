import { z } from 'zod';
import { id, reply } from '../../fields.js';
import { redeemOperatorSignIn } from '../../identity/operators.js';
import { begunSignIn, redeemedSignIn, signInRedemption } from '../../operator-sign-in.js';
import { defineEndpoint } from '../../endpoint.js';
import { trustRoles } from '../../sam/quorum.js';

/** How operators sign in to read the log. The passkey is used on management's page. */
export const sessionEndpoints = {
  beginAuditSignIn: defineEndpoint({
    method: 'POST',
    path: 'sign-ins',
    status: 201,
    tag: 'session',
    purpose: 'Begins a sign-in: the device keeps the secret, a person opens the address and approves there with a passkey (RFC 8628).',
    answer: begunSignIn,
    errors: ['login.throttled'],
  }),
  redeemAuditSignIn: defineEndpoint({
    method: 'POST',
    path: 'sign-ins/session',
    status: 200,
    tag: 'session',
    purpose: 'Opens the session of an approved sign-in, once; says `waiting` before. Ask once a second.',
    body: signInRedemption,
    answer: redeemedSignIn,
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

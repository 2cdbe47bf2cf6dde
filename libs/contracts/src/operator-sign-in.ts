import { z } from 'zod';
import { moment, reply, request } from './fields.js';
import { introspectOperator } from './identity/operators.js';

// How operators sign in to an API of ours over HTTP (RFC 8628): the same for each, since one session is good for all.

/** 32 random bytes in base64url: whoever has it is the one it was made for. */
export const sessionSecret = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'expected 43 characters of base64url');

const whoSignedIn = introspectOperator.reply.options[1].omit({ state: true });

/** What a device is told when it begins a sign-in. */
export const begunSignIn = reply({
  deviceSecret: sessionSecret,
  /** To compare with what the page shows. */ code: z.string(),
  signInUrl: z.url(),
  expiresAt: moment,
});

/** How it asks whether the sign-in was approved. */
export const signInRedemption = request({ deviceSecret: sessionSecret });

/** What it is told then. */
export const redeemedSignIn = z.discriminatedUnion('state', [
  reply({ state: z.literal('waiting') }),
  reply({ state: z.literal('open'), /** Sent as Bearer. */ token: sessionSecret, ...whoSignedIn.shape }),
]);

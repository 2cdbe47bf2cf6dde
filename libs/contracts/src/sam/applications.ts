import { z } from 'zod';
import { defineCall } from '../call.js';
import { id, moment, oid, reply, request } from '../fields.js';
import { documents, openingErrors } from './opening.js';

/** What explicit authorisation leads to. */
const explicitOutcome = z.discriminatedUnion('state', [
  reply({ state: z.literal('authorised'), /** Compact JWS without the token prefix. */ sad: z.string(), expiresAt: moment }),
  /** The signer was asked; `redeemActivation` tells what became of it. */
  reply({ state: z.literal('waiting'), activationId: id('act'), expiresAt: moment }),
]);

/** How a credential is authorised. */
export const authorisationFacts = reply({
  credentialId: id('cred'),
  /** `1`: an authorisation may leave documents to the client; `2`: it covers exactly the hashes that were named (CSC SCAL). */
  scal: z.enum(['1', '2']),
  /** Fewer hashes than signatures may be authorised; the rest comes by `extendActivation`. */
  mayDefer: z.boolean(),
  /** Through the authorisation server and the approval page (CSC oauth2code). */
  byPage: z.boolean(),
  /** Combinations of authentication objects that an application may bring (CSC explicit), as far as the credential has the means now. */
  explicit: z.array(z.array(z.enum(['ORDER', 'OTP', 'PIN', 'TOTP'])).min(1)),
  /** The signer is sent a link and asked there (CSC implicit; ChallengeResponseOOB). */
  byLink: z.boolean(),
  /** CSC signatureQualifier, such as `eu_eidas_aes`. */
  signatureQualifier: z.string().max(60).optional(),
  /** Where a code or link goes, most of it hidden. */
  message: reply({ channel: z.enum(['sms', 'email']), hint: z.string() }).optional(),
});
export type AuthorisationFacts = z.output<typeof authorisationFacts>;

/** What an application typed or made for its signer (CSC v2 11.6 authData): the value as it came, or sealed as a compact JWE. */
const authData = request({ id: z.string().min(1).max(60), value: z.string().min(1).max(64_000) });

export const authorise = defineCall({
  service: 'sam',
  name: 'authorise',
  version: 2,
  purpose:
    'Explicit authorisation (CSC v2 11.6): opens an activation, verifies what the application brought for it and answers its SAD, or sends the signer a link and answers that it waits.',
  request: request({
    clientId: id('cli'),
    signerId: id('sgn').optional(),
    credentialId: z.string().max(200),
    documents,
    /** With documents: of their digests; without: of those to come, SHA-256 unless said otherwise. */
    hashAlgorithmOid: oid.optional(),
    numSignatures: z.number().int().positive(),
    /** None, or `LINK` alone, asks the signer through a link in a message. */
    authData: z.array(authData).max(5),
  }),
  reply: explicitOutcome,
  errors: [...openingErrors, 'evidence.invalid', 'evidence.missing', 'evidence.locked', 'evidence.too_many_codes', 'message.undeliverable'],
  callers: ['gateway'],
  budgetMs: 15_000,
});

export const redeemActivation = defineCall({
  service: 'sam',
  name: 'redeemActivation',
  version: 1,
  purpose: 'CSC authorizeCheck (v2 11.7): the SAD of an activation whose signer was sent a link, once and as soon as it is completed.',
  request: request({ activationId: z.string().max(200), clientId: id('cli'), signerId: id('sgn').optional() }),
  reply: explicitOutcome,
  errors: [
    /** Not there, not this client's and signer's, or redeemed already. */
    'activation.unknown',
    /** Nobody answered in time. */
    'activation.expired',
    /** Refused by the signer, or ended by wrong evidence. */
    'evidence.invalid',
    'evidence.locked',
    'hsm.unavailable',
    'hsm.refused',
    'hsm.ambiguous',
    'clock.unreliable',
    'journal.closed',
    'log.behind',
    'record.tampered',
  ],
  callers: ['gateway'],
  budgetMs: 5_000,
});

export const describeAuthorisation = defineCall({
  service: 'sam',
  name: 'describeAuthorisation',
  version: 1,
  purpose: 'How each of these credentials is authorised, by its binding record and policy (CSC v2 11.5 auth, SCAL). Unknown ones are left out.',
  request: request({ credentialIds: z.array(z.string().max(200)).min(1).max(100) }),
  reply: reply({ credentials: z.array(authorisationFacts) }),
  errors: ['hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['gateway', 'identity'],
  budgetMs: 3_000,
});

export const sendPresenceCode = defineCall({
  service: 'sam',
  name: 'sendPresenceCode',
  version: 1,
  purpose: 'Sends a one-time code for explicit authorisation, without hashes (CSC v1 sendOTP, v2 getChallenge): it proves presence only.',
  request: request({ clientId: id('cli'), signerId: id('sgn').optional(), credentialId: z.string().max(200) }),
  reply: reply({ channel: z.enum(['sms', 'email']), hint: z.string(), expiresAt: moment }),
  errors: [
    'client.unknown',
    'credential.unknown',
    'credential.disabled',
    'evidence.missing',
    'evidence.locked',
    'evidence.too_many_codes',
    'message.undeliverable',
    'hsm.unavailable',
    'hsm.refused',
    'record.tampered',
  ],
  callers: ['gateway'],
  budgetMs: 15_000,
});

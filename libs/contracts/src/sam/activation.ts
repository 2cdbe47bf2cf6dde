import { z } from 'zod';
import { defineCall } from '../call.js';
import { compactJws, id, moment, oid, reply, request, url } from '../fields.js';
import { evidence, evidenceKind } from './evidence.js';
import { documents, openingErrors } from './opening.js';

export const openActivation = defineCall({
  service: 'sam',
  name: 'openActivation',
  version: 3,
  purpose:
    'Drafts the authorisation of these hashes, and of as many further ones as the policy leaves to the client, and answers the statement the signer is to see.',
  request: request({
    clientId: id('cli'),
    /** As the client wrote it; anything that is no credential of the client's subscriber is unknown. */
    credentialId: z.string().max(200),
    /** When the authorisation began with a signed-in person, only a credential of this one fits. */
    signerId: id('sgn').optional(),
    documents,
    /** Of the digests; may be left out where there are none. */
    hashAlgorithmOid: oid.optional(),
    numSignatures: z.number().int().positive(),
    /** The request object by which the client signed hashes and labels (RFC 9101); labels it vouches for are `client-signed`. */
    requestObject: compactJws(200_000).optional(),
  }),
  reply: reply({ activationId: id('act'), /** Compact JWS. */ statement: z.string(), expiresAt: moment }),
  errors: [...openingErrors],
  callers: ['identity'],
  budgetMs: 5_000,
});

/** What evidence is collected for: an activation's draft, an enrolment, or a change of a credential. */
export const evidenceReference = z.union([id('act'), id('enr'), id('chg')]);

/** What evidence is given piece by piece for; an enrolment's is given through key-lifecycle. */
const presentedFor = z.union([id('act'), id('chg')]);

export const beginEvidence = defineCall({
  service: 'sam',
  name: 'beginEvidence',
  version: 1,
  purpose: 'Answers the request to the identity provider that the SAM composed for this draft.',
  request: request({ reference: evidenceReference }),
  reply: reply({ authorizationUrl: url.max(4_000) }),
  errors: [
    'activation.unknown',
    'activation.state',
    'activation.expired',
    'enrolment.unknown',
    'enrolment.state',
    'enrolment.expired',
    'change.unknown',
    'change.state',
    'change.expired',
    'evidence.missing',
    'hsm.refused',
    'record.tampered',
    'hsm.unavailable',
  ],
  callers: ['identity'],
  budgetMs: 3_000,
});

export const releaseExchange = defineCall({
  service: 'sam',
  name: 'releaseExchange',
  version: 2,
  purpose: 'Answers, once per draft, what redeems the provider’s code: a client assertion signed in the token and the verifier.',
  request: request({
    reference: evidenceReference,
    /** Who answered, where the answer says so (RFC 9207): a code of one provider is not shown to another. */
    issuer: z.string().max(16_000).optional(),
  }),
  reply: reply({ tokenEndpoint: url, clientId: z.string(), clientAssertion: z.string(), codeVerifier: z.string(), redirectUri: url }),
  errors: [
    'activation.unknown',
    'activation.state',
    'activation.expired',
    'enrolment.unknown',
    'enrolment.state',
    'enrolment.expired',
    'change.unknown',
    'change.state',
    'change.expired',
    'evidence.missing',
    'evidence.invalid',
    'hsm.unavailable',
    'hsm.refused',
    'record.tampered',
    'hsm.ambiguous',
  ],
  callers: ['identity'],
  budgetMs: 3_000,
});

/** How far the evidence for a reference has come. */
const progress = reply({
  reference: presentedFor,
  state: z.enum(['waiting', 'completed']),
  /** Kinds that were given and verified. */
  given: z.array(evidenceKind),
  /** What is still missing, one list for each alternative that is possible yet; empty once completed. */
  missing: z.array(z.array(evidenceKind)),
  signerId: id('sgn'),
  credentialId: id('cred'),
  expiresAt: moment,
});

const presentErrors = [
  'activation.unknown',
  'activation.state',
  'activation.expired',
  'change.unknown',
  'change.state',
  'change.expired',
  'evidence.invalid',
  'evidence.missing',
  'evidence.locked',
  'container.state',
  'container.limit',
  'hsm.unavailable',
  'hsm.refused',
  'hsm.ambiguous',
  'clock.unreliable',
  'journal.closed',
  'record.tampered',
] as const;

export const presentEvidence = defineCall({
  service: 'sam',
  name: 'presentEvidence',
  version: 1,
  purpose: 'Verifies one piece of the signer’s evidence against the stored draft; the last one needed completes it. Answers nothing secret.',
  request: request({ reference: presentedFor, evidence }),
  reply: progress,
  errors: [...presentErrors],
  callers: ['identity'],
  budgetMs: 5_000,
});

export const describeEvidence = defineCall({
  service: 'sam',
  name: 'describeEvidence',
  version: 1,
  purpose: 'What a draft still waits for, and its statement, for a signer who comes back for the next means.',
  request: request({ reference: presentedFor }),
  reply: progress.extend({ /** Compact JWS. */ statement: z.string() }),
  errors: [
    'activation.unknown',
    'activation.state',
    'activation.expired',
    'change.unknown',
    'change.state',
    'change.expired',
    'hsm.unavailable',
    'hsm.refused',
    'record.tampered',
  ],
  callers: ['identity'],
  budgetMs: 3_000,
});

export const sendCode = defineCall({
  service: 'sam',
  name: 'sendCode',
  version: 1,
  purpose: 'Makes a one-time code for a draft and has courier send it, with a text that names what is approved.',
  request: request({ reference: presentedFor }),
  reply: reply({ channel: z.enum(['sms', 'email']), /** Where it went, most of it hidden. */ hint: z.string(), expiresAt: moment }),
  errors: [
    'activation.unknown',
    'activation.state',
    'activation.expired',
    'change.unknown',
    'change.state',
    'change.expired',
    'evidence.missing',
    'evidence.locked',
    'evidence.too_many_codes',
    'message.undeliverable',
    'hsm.unavailable',
    'hsm.refused',
    'record.tampered',
  ],
  callers: ['identity'],
  budgetMs: 15_000,
});

export const abandonActivation = defineCall({
  service: 'sam',
  name: 'abandonActivation',
  version: 1,
  purpose: 'Ends an activation for good: refused by the signer, or its token revoked. Repeating it changes nothing.',
  request: request({ activationId: id('act'), reason: z.enum(['refused', 'failed', 'revoked']) }),
  reply: reply({ activationId: id('act') }),
  errors: ['activation.unknown', 'journal.closed', 'record.tampered'],
  callers: ['identity'],
  budgetMs: 3_000,
});

export const issueSad = defineCall({
  service: 'sam',
  name: 'issueSad',
  version: 1,
  purpose: 'Answers the SAD, once, when the client redeems its code.',
  request: request({
    activationId: id('act'),
    clientId: id('cli'),
    proofKeyThumbprint: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/)
      .optional(),
  }),
  reply: reply({ /** Compact JWS without the token prefix. */ sad: z.string(), expiresAt: moment }),
  errors: [
    'activation.unknown',
    'activation.state',
    'activation.expired',
    'session.over',
    'hsm.unavailable',
    'hsm.refused',
    'hsm.ambiguous',
    'clock.unreliable',
    'journal.closed',
    'log.behind',
    'record.tampered',
  ],
  isForwarded: true,
  callers: ['identity'],
  budgetMs: 5_000,
});

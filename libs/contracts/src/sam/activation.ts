import { z } from 'zod';
import { defineCall } from '../call.js';
import { base64, id, moment, oid, reply, request, url } from '../fields.js';
import { MAX_DOCUMENTS } from './statement.js';

export const openActivation = defineCall({
  service: 'sam',
  name: 'openActivation',
  version: 1,
  purpose: 'Drafts the authorisation of exactly these hashes and answers the statement the signer is to see.',
  request: request({
    clientId: id('cli'),
    /** As the client wrote it; anything that is no credential of the client's subscriber is unknown. */
    credentialId: z.string().max(200),
    /** When the authorisation began with a signed-in person, only a credential of this one fits. */
    signerId: id('sgn').optional(),
    documents: z
      .array(request({ hash: base64, label: z.string().max(500) }))
      .min(1)
      .max(MAX_DOCUMENTS),
    hashAlgorithmOid: oid,
    numSignatures: z.number().int().positive(),
  }),
  reply: reply({ activationId: id('act'), /** Compact JWS. */ statement: z.string(), expiresAt: moment }),
  errors: [
    'client.unknown',
    'credential.unknown',
    'credential.disabled',
    'credential.certificate_expired',
    'hash.algorithm_unsupported',
    'hash.length',
    'activation.too_many',
    'algorithm.unsupported',
    'hsm.unavailable',
    'hsm.refused',
    'record.tampered',
    'hsm.ambiguous',
  ],
  callers: ['identity'],
  budgetMs: 5_000,
});

/** What evidence is collected for: an activation's draft or an enrolment. */
export const evidenceReference = z.union([id('act'), id('enr')]);

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
    'record.tampered',
    'hsm.unavailable',
  ],
  callers: ['identity'],
  budgetMs: 3_000,
});

export const releaseExchange = defineCall({
  service: 'sam',
  name: 'releaseExchange',
  version: 1,
  purpose: 'Answers, once per draft, what redeems the provider’s code: a client assertion signed in the token and the verifier.',
  request: request({ reference: evidenceReference }),
  reply: reply({ tokenEndpoint: url, clientId: z.string(), clientAssertion: z.string(), codeVerifier: z.string(), redirectUri: url }),
  errors: [
    'activation.unknown',
    'activation.state',
    'activation.expired',
    'enrolment.unknown',
    'enrolment.state',
    'enrolment.expired',
    'hsm.unavailable',
    'hsm.refused',
    'record.tampered',
    'hsm.ambiguous',
  ],
  callers: ['identity'],
  budgetMs: 3_000,
});

export const completeActivation = defineCall({
  service: 'sam',
  name: 'completeActivation',
  version: 1,
  purpose: 'Verifies the signer’s evidence against the stored draft. Answers nothing secret.',
  request: request({
    activationId: id('act'),
    evidence: request({ kind: z.literal('oidc'), idToken: z.string().min(20).max(16_000) }),
  }),
  reply: reply({ activationId: id('act'), signerId: id('sgn'), credentialId: id('cred') }),
  errors: ['activation.unknown', 'activation.state', 'activation.expired', 'evidence.invalid', 'hsm.unavailable', 'record.tampered'],
  callers: ['identity'],
  budgetMs: 5_000,
});

export const abandonActivation = defineCall({
  service: 'sam',
  name: 'abandonActivation',
  version: 1,
  purpose: 'Ends an activation for good: refused by the signer, or its token revoked. Repeating it changes nothing.',
  request: request({ activationId: id('act'), reason: z.enum(['refused', 'failed', 'revoked']) }),
  reply: reply({ activationId: id('act') }),
  errors: ['activation.unknown'],
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
  errors: ['activation.unknown', 'activation.state', 'activation.expired', 'hsm.unavailable', 'hsm.refused', 'record.tampered', 'hsm.ambiguous'],
  callers: ['identity'],
  budgetMs: 5_000,
});

export const signHash = defineCall({
  service: 'sam',
  name: 'signHash',
  version: 1,
  purpose: 'Signs hashes that the SAD’s activation authorises, each occurrence once. All of them or none.',
  request: request({
    /** One per HTTP request: a repeat is answered with the stored signatures, never signed again. */
    attemptId: id('att'),
    /** The access token as the client sent it, prefix included. */
    sad: z.string().min(1).max(16_000),
    /** Who the bearer is by the identity service’s word. */
    clientId: id('cli'),
    signerId: id('sgn').optional(),
    credentialId: z.string().max(200),
    hashes: z.array(base64).min(1).max(MAX_DOCUMENTS),
    signAlgorithmOid: oid,
    hashAlgorithmOid: oid.optional(),
  }),
  reply: reply({ /** In the order of the hashes; DER ECDSA-Sig-Value, or the RSA block. */ signatures: z.array(base64).min(1) }),
  errors: [
    'sad.invalid',
    'sad.expired',
    'sad.spent',
    'credential.unknown',
    'credential.disabled',
    'credential.certificate_expired',
    'algorithm.unsupported',
    'hash.algorithm_missing',
    'hash.algorithm_unsupported',
    'hash.length',
    'hash.not_authorised',
    'hsm.unavailable',
    'hsm.refused',
    'hsm.ambiguous',
    'record.tampered',
  ],
  callers: ['gateway'],
  budgetMs: 10_000,
});

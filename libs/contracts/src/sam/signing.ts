import { z } from 'zod';
import { defineCall } from '../call.js';
import { base64, compactJws, id, moment, oid, reply, request, url } from '../fields.js';
import { MAX_DOCUMENTS } from './statement.js';

/** A DPoP proof with the request it came with (RFC 9449): the SAM verifies it itself. */
export const proofOfPossession = request({
  proof: compactJws(8_000),
  method: z.string().max(10),
  /** As the client addressed it, without query and fragment. */
  url,
});

export const extendActivation = defineCall({
  service: 'sam',
  name: 'extendActivation',
  version: 2,
  purpose:
    'Adds digests to a counted activation, each on the client’s order unless the policy waives it, and answers the SAD that replaces the one it was asked with (CSC v2 11.8).',
  request: request({
    sad: z.string().min(1).max(16_000),
    clientId: id('cli'),
    signerId: id('sgn').optional(),
    credentialId: z.string().max(200),
    /** None where the policy leaves all of them to the client (SCAL 1): then only the SAD is replaced. */
    hashes: z.array(base64).max(MAX_DOCUMENTS),
    /** That of the activation unless said (CSC v1 says none). */
    hashAlgorithmOid: oid.optional(),
    order: compactJws(64_000).optional(),
    proof: proofOfPossession.optional(),
  }),
  reply: reply({
    activationId: id('act'),
    /** How many more the client may add. */
    remainingChoice: z.number().int().nonnegative(),
    /** Compact JWS without the token prefix; every earlier one of this activation is invalid from now on. */
    sad: z.string(),
    expiresAt: moment,
  }),
  errors: [
    'sad.invalid',
    'sad.expired',
    'sad.spent',
    'proof.invalid',
    'order.invalid',
    'activation.too_many',
    'credential.unknown',
    'credential.disabled',
    'credential.certificate_expired',
    'container.state',
    'container.limit',
    'algorithm.unsupported',
    'hash.algorithm_unsupported',
    'hash.length',
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

/** An order to sign. */
const signatureOrder = {
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
  /** DER of the algorithm's parameters, such as RSASSA-PSS-params (CSC v2 11.10 signAlgoParams). */
  signAlgorithmParameters: base64.max(400).optional(),
  hashAlgorithmOid: oid.optional(),
  /** For a SAD that is bound to a key. */
  proof: proofOfPossession.optional(),
};

const orderErrors = [
  'sad.invalid',
  'sad.expired',
  'sad.spent',
  'proof.invalid',
  'session.over',
  'credential.unknown',
  'credential.disabled',
  'credential.certificate_expired',
  'container.state',
  'container.limit',
  'algorithm.unsupported',
  'hash.algorithm_missing',
  'hash.algorithm_unsupported',
  'hash.length',
  'hash.not_authorised',
  'hsm.unavailable',
  'hsm.refused',
  'clock.unreliable',
  'journal.closed',
  'log.behind',
  'record.tampered',
] as const;

/** In the order of the hashes; DER ECDSA-Sig-Value, or the RSA block. */
const signatures = z.array(base64).min(1);

export const signHash = defineCall({
  service: 'sam',
  name: 'signHash',
  version: 2,
  purpose: 'Signs hashes that the SAD’s activation authorises, each occurrence once; what is not authorised as a whole is not begun.',
  request: request(signatureOrder),
  reply: reply({ signatures }),
  errors: [...orderErrors, 'attempt.partial', 'hsm.ambiguous'],
  isForwarded: true,
  callers: ['gateway'],
  budgetMs: 10_000,
});

/** Bounds of how long an asynchronous result stays available (CSC v2 11.10 validity_period): a second to thirty days. */
export const ASYNCHRONOUS_VALIDITY_MS = { least: 1_000, most: 2_592_000_000 } as const;

export const signHashAsync = defineCall({
  service: 'sam',
  name: 'signHashAsync',
  version: 1,
  purpose:
    'Takes an order to sign later (CSC v2 11.10 operationMode A): the SAD is verified and what it authorises reserved at once, the token is asked afterwards.',
  request: request({
    ...signatureOrder,
    /** How long the result stays available after it is there, ms; whoever speaks to the client checks the same. */
    validityMs: z.number().int().min(ASYNCHRONOUS_VALIDITY_MS.least).max(ASYNCHRONOUS_VALIDITY_MS.most),
    /** Where courier announces that the result is there; the edge checked that the client may name it. */
    responseUri: url.optional(),
  }),
  reply: reply({ /** The attempt’s id, by which `pollSignatures` finds it. */ responseId: id('att') }),
  errors: [...orderErrors, 'attempt.too_many'],
  callers: ['gateway'],
  budgetMs: 5_000,
});

export const pollSignatures = defineCall({
  service: 'sam',
  name: 'pollSignatures',
  version: 1,
  purpose: 'What became of an asynchronous order (CSC v2 11.12), for the client and signer it was taken from. Fails as the signing failed.',
  request: request({ responseId: z.string().max(200), clientId: id('cli'), signerId: id('sgn').optional() }),
  reply: z.discriminatedUnion('state', [reply({ state: z.literal('waiting') }), reply({ state: z.literal('signed'), signatures })]),
  errors: [
    /** Not there, not this client's and signer's, or no longer kept. */
    'attempt.unknown',
    'attempt.partial',
    /** Not as it was when the request was taken: nothing was signed. */
    'credential.unknown',
    'credential.disabled',
    'credential.certificate_expired',
    'container.state',
    'container.limit',
    'algorithm.unsupported',
    /** The activation was ended before the token was asked. */
    'sad.invalid',
    'hsm.refused',
    'hsm.ambiguous',
    'hsm.unavailable',
    'record.tampered',
  ],
  callers: ['gateway'],
  budgetMs: 3_000,
});

export const describeAttempt = defineCall({
  service: 'sam',
  name: 'describeAttempt',
  version: 1,
  purpose: 'What became of each hash of an attempt to sign, with the signatures that exist: for the bearer of its SAD, after a batch failed in the middle.',
  request: request({
    /** That of the `signHash` call. */
    attemptId: id('att'),
    /** The access token as the client sent it, prefix included. */
    sad: z.string().min(1).max(16_000),
    /** Who the bearer is by the identity service’s word. */
    clientId: id('cli'),
    signerId: id('sgn').optional(),
    credentialId: z.string().max(200),
    /** For a SAD that is bound to a key; it is verified and not used up, so that it may be that of the attempt. */
    proof: proofOfPossession.optional(),
  }),
  reply: reply({
    /** In the order of the request that was attempted. */
    hashes: z.array(
      z.object({
        hash: base64,
        /** `reserved`: not known yet; `released`: certainly not signed, and free again; `burned`: perhaps signed, never again. */
        state: z.enum(['reserved', 'signed', 'released', 'burned']),
        /** Where it was signed, as `signHash` answers it. */
        signature: base64.optional(),
      }),
    ),
  }),
  errors: ['attempt.unknown', 'sad.invalid', 'sad.expired', 'proof.invalid', 'hsm.unavailable', 'hsm.refused', 'clock.unreliable', 'record.tampered'],
  callers: ['gateway'],
  budgetMs: 5_000,
});

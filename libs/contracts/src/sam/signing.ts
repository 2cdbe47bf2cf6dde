import { z } from 'zod';
import { defineCall } from '../call.js';
import { base64, compactJws, id, oid, reply, request, url } from '../fields.js';
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
  version: 1,
  purpose: 'Adds digests to a counted activation, each on the client’s order unless the policy waives it (CSC v2 11.8).',
  request: request({
    sad: z.string().min(1).max(16_000),
    clientId: id('cli'),
    credentialId: z.string().max(200),
    hashes: z.array(base64).min(1).max(MAX_DOCUMENTS),
    hashAlgorithmOid: oid,
    order: compactJws(64_000).optional(),
    proof: proofOfPossession.optional(),
  }),
  reply: reply({ activationId: id('act'), /** How many more the client may add. */ remainingChoice: z.number().int().nonnegative() }),
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
    'algorithm.unsupported',
    'hash.algorithm_unsupported',
    'hash.length',
    'hsm.unavailable',
    'hsm.refused',
    'clock.unreliable',
    'journal.closed',
    'record.tampered',
  ],
  callers: ['gateway'],
  budgetMs: 5_000,
});

export const signHash = defineCall({
  service: 'sam',
  name: 'signHash',
  version: 2,
  purpose: 'Signs hashes that the SAD’s activation authorises, each occurrence once; what is not authorised as a whole is not begun.',
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
    /** DER of the algorithm's parameters, such as RSASSA-PSS-params (CSC v2 11.10 signAlgoParams). */
    signAlgorithmParameters: base64.max(400).optional(),
    hashAlgorithmOid: oid.optional(),
    /** For a SAD that is bound to a key. */
    proof: proofOfPossession.optional(),
  }),
  reply: reply({ /** In the order of the hashes; DER ECDSA-Sig-Value, or the RSA block. */ signatures: z.array(base64).min(1) }),
  errors: [
    'sad.invalid',
    'sad.expired',
    'sad.spent',
    'proof.invalid',
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
    'attempt.partial',
    'hsm.ambiguous',
    'clock.unreliable',
    'journal.closed',
    'log.behind',
    'record.tampered',
  ],
  callers: ['gateway'],
  budgetMs: 10_000,
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

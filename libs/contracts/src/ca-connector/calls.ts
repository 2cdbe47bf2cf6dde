import { z } from 'zod';
import { defineCall } from '../call.js';
import { base64, id, moment, oid, reply, request } from '../fields.js';

export const requestCertificate = defineCall({
  service: 'ca-connector',
  name: 'requestCertificate',
  version: 2,
  purpose: 'Has a certificate issued for a certification request, by the authority of its policy. The same request id answers the same certificate.',
  request: request({
    requestId: id('req'),
    credentialId: id('cred'),
    /** Of the credential: which authority certifies it, and as what, is looked up by it. */
    policyId: z.string().regex(/^[a-z0-9-]{1,60}$/),
    /** PKCS#10, DER. */ csr: base64,
  }),
  reply: reply({ /** DER. */ certificate: base64, /** Issuers, nearest first, root last; DER. */ chain: z.array(base64).min(1) }),
  errors: [
    'certificate.refused',
    'certificate.pending',
    'authority.unavailable',
    'request.duplicate',
    'credential.unknown',
    'hsm.unavailable',
    'hsm.refused',
    'hsm.ambiguous',
    'record.tampered',
  ],
  callers: ['key-lifecycle'],
  budgetMs: 10_000,
});

/** Reasons that a holder's certificate is revoked for, as RFC 5280 section 5.3.1 names them. */
export const revocationReasons = ['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation', 'privilegeWithdrawn'] as const;

export const revokeCertificate = defineCall({
  service: 'ca-connector',
  name: 'revokeCertificate',
  version: 1,
  purpose: 'Has the certificate of a credential revoked by the authority that issued it. Once answered it is durable and tried until the authority confirms.',
  request: request({ credentialId: id('cred'), reason: z.enum(revocationReasons) }),
  reply: reply({
    /** `none`: nothing was ever issued for it. `revoked`: the authority confirmed. */
    state: z.enum(['none', 'asked', 'revoked']),
  }),
  errors: [],
  callers: ['key-lifecycle'],
  budgetMs: 5_000,
});

export const describeCertificate = defineCall({
  service: 'ca-connector',
  name: 'describeCertificate',
  version: 1,
  purpose: 'A certificate that was issued at any time, by its fingerprint: what a signature of before a renewal is verified with.',
  request: request({
    /** SHA-256 of the certificate, hexadecimal. */
    fingerprint: z.string().regex(/^[0-9a-f]{64}$/, 'expected SHA-256 in hexadecimal'),
  }),
  reply: reply({
    /** End-entity first, then each issuer; DER as Base64. Empty where none of this fingerprint was issued through this service. */
    certificates: z.array(base64),
  }),
  errors: [],
  callers: ['audit'],
  budgetMs: 3_000,
});

export const issueTimestamp = defineCall({
  service: 'ca-connector',
  name: 'issueTimestamp',
  version: 1,
  purpose: 'A time-stamp token over a digest (RFC 3161, CSC v2 11.13): from the embedded authority, or from the configured one.',
  request: request({
    hashAlgorithmOid: oid,
    hash: base64.max(100),
    /** Decimal. */
    nonce: z
      .string()
      .regex(/^\d{1,40}$/)
      .optional(),
  }),
  reply: reply({ /** TimeStampToken: CMS SignedData, DER, certificate included. */ token: base64, time: moment }),
  errors: [
    'hash.algorithm_unsupported',
    'hash.length',
    'timestamp.refused',
    'hsm.unavailable',
    'hsm.refused',
    'hsm.ambiguous',
    'clock.unreliable',
    'journal.closed',
    'log.behind',
    'record.tampered',
  ],
  callers: ['gateway'],
  budgetMs: 10_000,
});

import { z } from 'zod';
import { defineCall } from '../call.js';
import { base64, id, moment, oid, reply, request } from '../fields.js';

export const requestCertificate = defineCall({
  service: 'ca-connector',
  name: 'requestCertificate',
  version: 1,
  purpose: 'Has a certificate issued for a certification request. The same request id answers the same certificate.',
  request: request({ requestId: id('req'), credentialId: id('cred'), /** PKCS#10, DER. */ csr: base64 }),
  reply: reply({ /** DER. */ certificate: base64, /** Issuers, nearest first, root last; DER. */ chain: z.array(base64).min(1) }),
  errors: ['certificate.refused', 'request.duplicate', 'credential.unknown', 'hsm.unavailable', 'hsm.refused', 'hsm.ambiguous', 'record.tampered'],
  callers: ['key-lifecycle'],
  budgetMs: 10_000,
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

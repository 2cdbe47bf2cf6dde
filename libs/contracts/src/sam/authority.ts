import { z } from 'zod';
import { defineCall } from '../call.js';
import { base64, digestBase64Url, id, moment, oid, reply, request } from '../fields.js';

export const composeCertificate = defineCall({
  service: 'sam',
  name: 'composeCertificate',
  version: 1,
  purpose: 'Composes and signs the certificate of a key in the SAM’s own ledger, for the subject of its binding record.',
  request: request({ credentialId: id('cred') }),
  reply: reply({ certificate: base64, chain: z.array(base64).min(1), /** Hexadecimal. */ serialNumber: z.string() }),
  errors: ['credential.unknown', 'credential.state', 'hsm.unavailable', 'hsm.refused', 'hsm.ambiguous', 'record.tampered'],
  callers: ['ca-connector'],
  budgetMs: 8_000,
});

export const describeAuthorities = defineCall({
  service: 'sam',
  name: 'describeAuthorities',
  version: 1,
  purpose: 'The certificates of the embedded certification authorities and of the time-stamping unit, to publish.',
  request: request({}),
  reply: reply({ root: base64, issuing: base64, /** Of the time-stamping unit. */ timestamp: base64.optional() }),
  errors: ['hsm.unavailable', 'hsm.refused', 'hsm.ambiguous', 'record.tampered'],
  callers: ['ca-connector'],
  budgetMs: 3_000,
});

export const composeCrl = defineCall({
  service: 'sam',
  name: 'composeCrl',
  version: 1,
  purpose: 'Composes and signs the revocation list of one authority from the SAM’s own state, with a rising number.',
  request: request({ authority: z.enum(['root', 'issuing']) }),
  reply: reply({ crl: base64, number: z.number().int(), thisUpdate: moment, nextUpdate: moment }),
  errors: ['hsm.unavailable', 'hsm.refused', 'hsm.ambiguous', 'record.tampered'],
  callers: ['ca-connector'],
  budgetMs: 8_000,
});

export const composeOcspAnswer = defineCall({
  service: 'sam',
  name: 'composeOcspAnswer',
  version: 1,
  purpose: 'Composes and signs the status of one certificate from the SAM’s own state (RFC 6960).',
  request: request({ authority: z.enum(['root', 'issuing']), /** Hexadecimal. */ serialNumber: z.string().regex(/^[0-9a-f]{1,40}$/) }),
  reply: reply({ /** OCSPResponse, DER. */ response: base64, nextUpdate: moment }),
  errors: ['hsm.unavailable', 'hsm.refused', 'hsm.ambiguous', 'record.tampered'],
  callers: ['ca-connector'],
  budgetMs: 5_000,
});

/** `typ` of a signed tree head and of a receipt. */
export const TREE_HEAD_TYPE = 'paraph-tree-head+jwt';
export const RECEIPT_TYPE = 'paraph-receipt+jwt';

export const signTreeHead = defineCall({
  service: 'sam',
  name: 'signTreeHead',
  version: 1,
  purpose: 'Signs a log’s tree head, if it is larger than the last one signed and a consistency proof verifies (RFC 9162 2.1.4).',
  request: request({
    /** Name of the log. */
    log: z.string().regex(/^[a-z0-9-]{1,60}$/),
    size: z.number().int().nonnegative(),
    /** SHA-256 root, base64url. */
    rootHash: digestBase64Url,
    /** From the last head signed to this one, base64url each; empty for the first. */
    consistency: z.array(digestBase64Url).max(64),
  }),
  reply: reply({ /** Compact JWS {log, size, root, iat}. */ head: z.string(), /** The size of the last head before. */ previousSize: z.number().int() }),
  errors: ['log.inconsistent', 'hsm.unavailable', 'hsm.refused', 'hsm.ambiguous', 'journal.closed', 'record.tampered'],
  callers: ['audit'],
  budgetMs: 3_000,
});

export const composeTimestamp = defineCall({
  service: 'sam',
  name: 'composeTimestamp',
  version: 1,
  purpose: 'Composes and signs a time-stamp token over a digest, with the SAM’s own clock and serial number (RFC 3161).',
  request: request({
    hashAlgorithmOid: oid,
    hash: base64.max(100),
    /** As the requester chose it, decimal. */
    nonce: z
      .string()
      .regex(/^\d{1,40}$/)
      .optional(),
    certificate: z.boolean(),
  }),
  reply: reply({ /** TimeStampResp, DER. */ response: base64, time: moment, serialNumber: z.string() }),
  errors: [
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
  callers: ['ca-connector', 'audit'],
  budgetMs: 3_000,
});

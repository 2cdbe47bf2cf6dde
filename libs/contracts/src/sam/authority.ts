import { z } from 'zod';
import { defineCall } from '../call.js';
import { base64, digestBase64Url, id, moment, oid, reply, request } from '../fields.js';

const authorityName = z.enum(['root', 'issuing']);
const serialNumber = z.string().regex(/^[0-9a-f]{1,40}$/);
const unanswered = ['hsm.unavailable', 'hsm.refused', 'hsm.ambiguous', 'record.tampered'] as const;
/** Bytes of a large structure that travel in one message: what the broker takes, with room for Base64 and the envelope. */
export const PART_BYTES = 600_000;
const PARTS = 200;

export const composeCertificate = defineCall({
  service: 'sam',
  name: 'composeCertificate',
  version: 1,
  purpose: 'Composes and signs the certificate of a key in the SAM’s own ledger, for the subject of its binding record, in the profile of its policy.',
  request: request({ credentialId: id('cred') }),
  reply: reply({ certificate: base64, chain: z.array(base64).min(1), /** Hexadecimal. */ serialNumber: z.string() }),
  errors: ['credential.unknown', 'credential.state', 'certificate.refused', ...unanswered],
  callers: ['ca-connector'],
  budgetMs: 8_000,
});

export const describeAuthorities = defineCall({
  service: 'sam',
  name: 'describeAuthorities',
  version: 2,
  purpose: 'The certificates of the embedded certification authorities and of the time-stamping unit, and the policies in force, to publish (CRT-03).',
  request: request({}),
  reply: reply({
    root: base64,
    issuing: base64,
    /** Of the time-stamping unit. */ timestamp: base64.optional(),
    policies: z.array(
      z.object({
        id: z.string(),
        version: z.string(),
        /** SHA-256 of the policy file, hexadecimal. */ digest: z.string(),
        policyOids: z.array(z.string()),
        profile: z.string(),
        terms: z.object({ version: z.string(), text: z.string() }),
      }),
    ),
    /** Set once the issuing authority has ended (CRT-07): it certifies nobody any more. */
    endedAt: moment.optional(),
    /** When a certificate of the issuing authority was revoked last: a list from before is replaced at once (CRT-02). */
    revokedLastAt: moment.optional(),
  }),
  errors: unanswered,
  callers: ['ca-connector'],
  budgetMs: 3_000,
});

export const composeCrl = defineCall({
  service: 'sam',
  name: 'composeCrl',
  version: 2,
  purpose: 'Composes and signs the revocation list of one authority from the SAM’s own state, with a rising number; `fetchCrlPart` brings it.',
  request: request({ authority: authorityName }),
  reply: reply({
    number: z.number().int(),
    thisUpdate: moment,
    /** 9999-12-31T23:59:59Z in the last list of an authority that has ended. */ nextUpdate: moment,
    entries: z.number().int().nonnegative(),
    /** SHA-256 of the whole, base64url. */ digest: digestBase64Url,
    parts: z.number().int().min(1).max(PARTS),
  }),
  errors: unanswered,
  callers: ['ca-connector'],
  budgetMs: 8_000,
});

export const fetchCrlPart = defineCall({
  service: 'sam',
  name: 'fetchCrlPart',
  version: 1,
  purpose: 'One part of a revocation list that was composed lately, by any replica.',
  request: request({
    authority: authorityName,
    number: z.number().int(),
    /** From 0 on. */ part: z
      .number()
      .int()
      .min(0)
      .max(PARTS - 1),
  }),
  reply: reply({ /** DER, its bytes from `part` × `PART_BYTES` on. */ bytes: base64 }),
  errors: [],
  callers: ['ca-connector'],
  budgetMs: 3_000,
});

export const composeOcspAnswer = defineCall({
  service: 'sam',
  name: 'composeOcspAnswer',
  version: 2,
  purpose: 'Composes and signs the status of one certificate from the SAM’s own state (RFC 6960).',
  request: request({
    authority: authorityName,
    /** Hexadecimal. */ serialNumber,
    /** Of the question (RFC 9654), 1 to 128 bytes; without it the answer serves everybody. */ nonce: base64.max(180).optional(),
  }),
  reply: reply({ /** OCSPResponse, DER. */ response: base64, nextUpdate: moment }),
  errors: unanswered,
  callers: ['ca-connector'],
  budgetMs: 5_000,
});

export const composeOcspAnswers = defineCall({
  service: 'sam',
  name: 'composeOcspAnswers',
  version: 1,
  purpose: 'Composes answers ahead of time: for the next certificates of one authority that are still valid, in the order of their serial numbers.',
  request: request({
    authority: authorityName,
    /** The last serial number of the page before, hexadecimal. */ after: serialNumber.optional(),
    limit: z.number().int().min(1).max(200),
  }),
  reply: reply({
    answers: z.array(z.object({ serialNumber, /** OCSPResponse, DER. */ response: base64, nextUpdate: moment })),
    /** Whether there may be more behind the last one. */ more: z.boolean(),
  }),
  errors: unanswered,
  callers: ['ca-connector'],
  budgetMs: 20_000,
});

export const offerProof = defineCall({
  service: 'sam',
  name: 'offerProof',
  version: 1,
  purpose: 'Leaves one part of a signed statement of a certification authority (a CRL, an OCSP answer) for `revokeByProof`. It is forgotten after ten minutes.',
  request: request({
    /** SHA-256 of the whole, base64url. */ digest: digestBase64Url,
    part: z
      .number()
      .int()
      .min(0)
      .max(PARTS - 1),
    parts: z.number().int().min(1).max(PARTS),
    /** `PART_BYTES` at most. */ bytes: base64,
  }),
  reply: reply({ part: z.number().int() }),
  errors: [],
  callers: ['ca-connector'],
  budgetMs: 5_000,
});

export const revokeByProof = defineCall({
  service: 'sam',
  name: 'revokeByProof',
  version: 1,
  purpose:
    'Ends a credential whose bound certificate its issuer has revoked, on the issuer’s own signature and on nothing less: the key is destroyed (CRT-02).',
  request: request({ credentialId: id('cred'), kind: z.enum(['crl', 'ocsp']), /** Of what `offerProof` brought, base64url. */ digest: digestBase64Url }),
  reply: reply({ credentialId: id('cred'), revokedAt: moment }),
  errors: ['credential.unknown', 'credential.state', 'proof.unfit', 'hsm.unavailable', 'hsm.refused', 'journal.closed', 'record.tampered'],
  callers: ['ca-connector'],
  budgetMs: 10_000,
});

export const describeRegistration = defineCall({
  service: 'sam',
  name: 'describeRegistration',
  version: 1,
  purpose:
    'The key by which this installation speaks to certification authorities as a registration authority, as a certification request to have it certified.',
  request: request({}),
  reply: reply({ /** PKCS#10, DER, signed in the token. */ csr: base64, /** SubjectPublicKeyInfo, DER. */ publicKey: base64 }),
  errors: unanswered,
  callers: ['ca-connector'],
  budgetMs: 3_000,
});

export const protectMessage = defineCall({
  service: 'sam',
  name: 'protectMessage',
  version: 1,
  purpose: 'Signs a CMP message with the registration key (RFC 9810 section 5.1.3.3), if it asks for what the SAM’s own records allow for this credential.',
  request: request({
    /** Whom the message is about; left out where it asks the authority for its own facts (genm). */ credentialId: id('cred').optional(),
    /** ProtectedPart (header and body), DER. */ protectedPart: base64.max(60_000),
    /** What is to be revoked where nothing was bound: a certificate that came and was refused, DER. */ certificate: base64.max(30_000).optional(),
  }),
  reply: reply({ /** ECDSA with SHA-256 by a P-256 key, DER. */ signature: base64 }),
  errors: ['credential.unknown', 'credential.state', 'protection.refused', ...unanswered],
  callers: ['ca-connector'],
  budgetMs: 3_000,
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

export const describeTreeHead = defineCall({
  service: 'sam',
  name: 'describeTreeHead',
  version: 1,
  purpose: 'The last head that was signed for a log, by the SAM’s own state: what the next one has to extend.',
  request: request({ /** Name of the log. */ log: z.string().regex(/^[a-z0-9-]{1,60}$/) }),
  reply: reply({
    /** Absent where none was signed. */
    last: z.object({ size: z.number().int().nonnegative(), /** SHA-256 root, base64url. */ rootHash: digestBase64Url }).optional(),
  }),
  errors: ['hsm.unavailable', 'hsm.refused', 'hsm.ambiguous', 'record.tampered'],
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

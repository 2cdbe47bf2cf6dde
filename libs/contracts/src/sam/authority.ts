import { z } from 'zod';
import { defineCall } from '../call.js';
import { base64, id, moment, reply, request } from '../fields.js';

export const composeCertificate = defineCall({
  service: 'sam',
  name: 'composeCertificate',
  version: 1,
  purpose: 'Composes and signs the certificate of a key in the SAM’s own ledger, for the subject of its binding record.',
  request: request({ credentialId: id('cred') }),
  reply: reply({ certificate: base64, chain: z.array(base64).min(1), /** Hexadecimal. */ serialNumber: z.string() }),
  errors: ['credential.unknown', 'credential.state', 'hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['ca-connector'],
  budgetMs: 8_000,
});

export const describeAuthorities = defineCall({
  service: 'sam',
  name: 'describeAuthorities',
  version: 1,
  purpose: 'The certificates of the embedded certification authorities, to publish.',
  request: request({}),
  reply: reply({ root: base64, issuing: base64 }),
  errors: ['hsm.unavailable', 'hsm.refused', 'record.tampered'],
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
  errors: ['hsm.unavailable', 'hsm.refused', 'record.tampered'],
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
  errors: ['hsm.unavailable', 'hsm.refused', 'record.tampered'],
  callers: ['ca-connector'],
  budgetMs: 5_000,
});

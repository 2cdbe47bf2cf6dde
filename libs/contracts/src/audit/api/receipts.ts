import { z } from 'zod';
import { request } from '../../fields.js';
import { defineEndpoint } from '../../endpoint.js';
import { evidencePackage, receipt } from '../proof-files.js';

const transaction = request({
  /** An activation, or an attempt to sign: the responseID of the CSC API. */
  transactionId: z.string().regex(/^(?:act|att)_[A-Za-z0-9_-]{22}$/, 'expected an activation or an attempt'),
});
const errors = ['transaction.unknown', 'head.unknown'] as const;

/** What is taken away from the log and verified elsewhere, with `paraph-verify` and without us (AUD-04). */
export const receiptEndpoints = {
  readReceipt: defineEndpoint({
    method: 'GET',
    path: 'receipts/{transactionId}',
    status: 200,
    tag: 'transaction',
    purpose: 'The receipt of a signature: what the log has of it and what proves that, to be kept with the document.',
    place: transaction,
    answer: receipt,
    errors,
  }),
  readEvidence: defineEndpoint({
    method: 'GET',
    path: 'evidence/{transactionId}',
    status: 200,
    tag: 'transaction',
    purpose: 'Everything the log has of one transaction, from the key to the signature, with its certificates and what proves it.',
    place: transaction,
    answer: evidencePackage,
    errors,
  }),
} as const;

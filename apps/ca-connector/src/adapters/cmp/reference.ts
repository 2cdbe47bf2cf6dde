import { z } from 'zod';
import type { Transaction } from './compose.js';

const hex = z.string().regex(/^(?:[0-9a-f]{2})+$/);
const transaction = z.strictObject({ id: hex, nonce: hex.optional() });

const stored = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('certificate'), transaction, certReqId: z.number().int() }),
  /** Base64 of the certificate; its issuers are put together anew. */
  z.strictObject({ step: z.literal('confirmation'), transaction, certReqId: z.number().int(), certificate: z.base64(), isHeard: z.boolean() }),
  z.strictObject({ step: z.literal('anew') }),
]);

/** A certificate that came and was taken, while it is not known whether the authority heard so. */
export interface Unconfirmed {
  readonly step: 'confirmation';
  readonly transaction: Transaction;
  readonly certReqId: number;
  readonly certificate: Uint8Array;
  /** Whether the authority has said that it has our word, and answers it later. */
  readonly isHeard: boolean;
}

/** Where an enrolment stands that goes on later: it waits for the certificate, for the word that our confirmation arrived, or begins anew. */
export type Standing =
  { readonly step: 'certificate'; readonly transaction: Transaction; readonly certReqId: number } | Unconfirmed | { readonly step: 'anew' };

/** As text, to be kept with the order. */
export function referenceOf(standing: Standing): string {
  if (standing.step === 'anew') return JSON.stringify(standing);
  const { id, nonce } = standing.transaction;
  const written = { id: Buffer.from(id).toString('hex'), ...(nonce && { nonce: Buffer.from(nonce).toString('hex') }) };
  const kept = standing.step === 'confirmation' ? { certificate: Buffer.from(standing.certificate).toString('base64'), isHeard: standing.isHeard } : {};
  return JSON.stringify({ step: standing.step, transaction: written, certReqId: standing.certReqId, ...kept });
}

/** @throws for what `referenceOf` has not written */
export function standingOf(reference: string): Standing {
  const read = stored.parse(JSON.parse(reference));
  if (read.step === 'anew') return read;
  const { id, nonce } = read.transaction;
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
  const common = { transaction: { id: bytes(id), nonce: nonce === undefined ? undefined : bytes(nonce) }, certReqId: read.certReqId };
  if (read.step === 'certificate') return { step: 'certificate', ...common };
  return { step: 'confirmation', ...common, certificate: new Uint8Array(Buffer.from(read.certificate, 'base64')), isHeard: read.isHeard };
}

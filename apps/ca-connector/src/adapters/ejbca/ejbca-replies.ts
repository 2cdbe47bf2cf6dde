import { fromBase64 } from '@paraph/kernel';
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';

/**
 * A certificate as EJBCA writes it in JSON: DER in Base64, once or, from some operations of some releases, twice. PEM is what `search` and old
 * releases may send. Members that are not named here are nobody's business: releases add some.
 */
const certificate = z
  .string()
  .max(65_536)
  .transform((text, context) => {
    const bytes = certificateBytes(text);
    if (bytes) return bytes;
    context.addIssue('expected a certificate');
    return z.NEVER;
  });

/** The answer to a request for a certificate, 201. */
export const enrolled = z.object({ certificate, certificate_chain: z.array(certificate).max(8).nullish() });

/** The answer to what somebody has to approve first, 202. Older releases name the request in the link alone, or only in words. */
export const waiting = z
  .object({ request_id: z.int().optional(), link: z.string().max(2_000).optional(), info_message: z.string().max(2_000).optional() })
  .transform(({ request_id: id, link = '', info_message: words = '' }) => {
    const found = id?.toString() ?? /\/(-?\d{1,12})\/finalize\/?$/.exec(link)?.[1] ?? /\bId '?(-?\d{1,12})'?/i.exec(words)?.[1];
    return { requestId: found };
  });

/** What a refusal says. */
export const refusal = z.object({ error_code: z.int().optional(), error_message: z.string().nullish() });

/** Whether a certificate is revoked. */
export const revocation = z.object({
  revoked: z.boolean(),
  revocation_reason: z.string().max(100).nullish(),
  serial_number: z.string().regex(/^(?:0x)?[0-9a-fA-F]{1,64}$/),
});

/** What a search found. */
export const found = z.object({ certificates: z.array(z.object({ certificate: certificate.nullish() })).max(100), more_results: z.boolean().nullish() });

/** What the interface says of itself. */
export const status = z.object({ status: z.string(), version: z.string().nullish() });

/** The authorities that we may see. */
export const authorities = z.object({ certificate_authorities: z.array(z.object({ name: z.string(), subject_dn: z.string() })).max(1_000) });

function certificateBytes(text: string): Uint8Array | undefined {
  const once = fromBase64(text.replace(/-----[A-Z ]+-----|\s/g, ''));
  const inner = once && Buffer.from(once).toString('latin1');
  const bytes = inner !== undefined && /^MI[A-Za-z0-9+/\s]+=*\s*$/.test(inner) ? fromBase64(inner.replace(/\s/g, '')) : once;
  try {
    return bytes && new Uint8Array(new X509Certificate(bytes).raw);
  } catch {
    return undefined;
  }
}

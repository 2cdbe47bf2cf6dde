import { ASYNCHRONOUS_VALIDITY_MS } from '@paraph/contracts';
import { fromBase64Lenient, Secret } from '@paraph/kernel';
import { z } from 'zod';
import { refusals } from '../csc-error.js';
import type { Dialect } from './dialect.js';
import { failsAs, member } from './member.js';

/** CSC `credentialID`: opaque to whoever calls. */
export const credentialId = (): z.ZodString => member(z.string(), { missing: refusals.missingString('credentialID') });

/** For whoever calls; nothing of it is kept. */
export const clientData = (): z.ZodOptional<z.ZodString> => member(z.string().optional(), { invalid: refusals.invalid('clientData') });

/** Free text of the client. What the signer is shown is the SAM's statement, which holds none of it. */
export const description = () => member(z.string().max(500).optional(), { invalid: refusals.invalid('description') });

/** A language that cannot be read is one that is not spoken: the answer is in the service's own. */
export const lang = (): z.ZodOptional<z.ZodString> => member(z.string().optional(), {}, { isForgiven: true });

/** A boolean that is false where it is absent. */
export const flag = (name: string): z.ZodDefault<z.ZodBoolean> => member(z.boolean().default(false), { invalid: refusals.invalid(name) });

const wholeNumber = z.number().refine(Number.isInteger, { ...failsAs('type'), abort: true });

/** How many signatures are asked for. */
export const numSignatures = () =>
  member(wholeNumber.refine((count) => count >= 1, failsAs('invalid')).meta({ type: 'integer', minimum: 1 }), {
    missing: refusals.missingInteger('numSignatures'),
    type: refusals.missingInteger('numSignatures'),
    invalid: refusals.invalidValue('numSignatures'),
  });

const { least, most } = ASYNCHRONOUS_VALIDITY_MS;

/** How long a result stays (CSC v2 11.10). */
export const validityPeriod = () =>
  member(
    wholeNumber
      // Too short a time is the matter of who asks for `A`; beside `S` it is read and not used.
      .refine((period) => period >= 1 && period <= most, failsAs('bounds'))
      .meta({ type: 'integer', minimum: least, maximum: most })
      .optional(),
    { type: refusals.invalid('validity_period'), bounds: refusals.outOfBounds('validity_period'), invalid: refusals.invalid('validity_period') },
    { alias: { name: 'validityPeriod', leniency: 'camel-names' } },
  );

/** A text that nothing may print from here on. */
export const secretText = () => z.string().transform((text) => new Secret(text));

/** Base64 in either alphabet, with or without padding; percent-encoded by one client. */
const digestText = z
  .string()
  .transform((text, context) => {
    const bytes = hashBytes(text);
    if (bytes !== undefined) return bytes;
    context.addIssue({ code: 'custom', ...failsAs('invalid') });
    return z.NEVER;
  })
  .meta({ contentEncoding: 'base64' });

const oldHashes = (dialect: Dialect) => ({
  name: dialect.hashes,
  ...(dialect.takesOldNames ? { alias: { name: 'hash', leniency: 'old-names' as const } } : {}),
});

/** The digests, in their order. The table of v2 kept the name of v1 in its first row (v2 11.10). */
export function digests(dialect: Dialect) {
  return member(
    z.array(digestText).min(1),
    { missing: refusals.missingHashes, empty: refusals.emptyHashes, invalid: refusals.malformedHash },
    oldHashes(dialect),
  );
}

/** The same where a policy may do without. */
export function optionalDigests(dialect: Dialect) {
  const words = { type: refusals.missingArray(dialect.hashes), empty: refusals.emptyHashes, invalid: refusals.malformedHash };
  return member(z.array(digestText).min(1).optional(), words, oldHashes(dialect));
}

/** The algorithm of the digests as dotted OID. Whether it is needed, and known, depends on what it stands beside. */
export function hashAlgorithm(dialect: Dialect) {
  const alias = dialect.takesOldNames ? { alias: { name: 'hashAlgo', leniency: 'old-names' as const } } : {};
  return member(z.string().optional(), { invalid: refusals.missingString(dialect.hashAlgorithm) }, { name: dialect.hashAlgorithm, ...alias });
}

/** The same beside digests that are only authorised: v1 names it no earlier than it signs. */
export function hashAlgorithmToAuthorise(dialect: Dialect) {
  return dialect.name === 'v1' ? member(z.string().optional(), {}, { isUntold: true }) : hashAlgorithm(dialect);
}

/** One digest by itself (CSC `signatures/timestamp`). */
export const oneDigest = () =>
  member(
    z
      .string()
      .min(1)
      .transform((text, context) => {
        const bytes = hashBytes(text);
        if (bytes !== undefined) return bytes;
        context.addIssue({ code: 'custom', ...failsAs('invalid') });
        return z.NEVER;
      })
      .meta({ contentEncoding: 'base64' }),
    { missing: refusals.missingString('hash'), empty: refusals.bad('Empty hash parameter'), invalid: refusals.malformedHash },
  );

function hashBytes(text: string): Uint8Array | undefined {
  try {
    return fromBase64Lenient(/%[0-9A-Fa-f]{2}/.test(text) ? decodeURIComponent(text) : text);
  } catch {
    // No UTF-8 behind the percent signs.
    return undefined;
  }
}

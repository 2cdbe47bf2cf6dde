import { z } from 'zod';
import { base64, compactJws, digestBase64Url, id, moment } from '../fields.js';
import { publicJwk } from '../identity/public-jwk.js';

/**
 * The files that auditors and applications take away, and that `paraph-verify` reads without a network (AUD-04, AUD-07). Each names its format and
 * version; hashes are those of RFC 9162 section 2.1 over the exact text of an event.
 */
const position = z.number().int().nonnegative();
const size = z.number().int().positive();
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'expected SHA-256 in hexadecimal');
const month = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'expected a month such as 2026-11');

/** A head as the SAM signed it: compact JWS over log, size and root. */
const signedHead = z.object({ size, root: digestBase64Url, head: compactJws(2_000) });

/** An event and what proves that it stands under the head of the file (RFC 9162 section 2.1.3). */
export const provenEvent = z.object({
  position,
  /** The exact text. */ leaf: z.string(),
  /** From the leaf to the root, lowest first. */ path: z.array(digestBase64Url),
});
export type ProvenEvent = z.output<typeof provenEvent>;

/** A time-stamp (RFC 3161) over the SHA-256 of the head's compact JWS as ASCII. */
export const headAnchor = z.object({
  size,
  /** Who was asked. */ authority: z.string().max(2_000),
  /** TimeStampToken, DER, Base64. */ token: base64,
  at: moment,
});
export type HeadAnchor = z.output<typeof headAnchor>;

/** A head that was time-stamped, and what proves that it extends the file's own head (RFC 9162 section 2.1.4); the path is empty where it is the same. */
const anchored = z.object({ head: signedHead, path: z.array(digestBase64Url), anchors: z.array(headAnchor).min(1) });

const proven = {
  version: z.literal(1),
  issuedAt: moment,
  events: z.array(provenEvent).min(1),
  head: signedHead,
  anchored: anchored.optional(),
  /** By which heads are signed. It proves nothing by itself: compare it with the one the provider publishes. */
  key: publicJwk,
};

/** What an application keeps of a signature, or an archive of itself: few events, and what proves that the log has them. */
export const receipt = z.object({
  format: z.literal('paraph-receipt'),
  about: z.union([z.object({ activationId: id('act'), attemptIds: z.array(id('att')) }), z.object({ month })]),
  ...proven,
});
export type Receipt = z.output<typeof receipt>;

/** Everything the log has of one transaction, from the key to the signature. */
export const evidencePackage = z.object({
  format: z.literal('paraph-evidence'),
  activationId: id('act'),
  credentialId: id('cred'),
  /** End-entity first, then each issuer; DER as Base64. Empty where they are not kept any more. */
  certificates: z.array(base64),
  ...proven,
});
export type EvidencePackage = z.output<typeof evidencePackage>;

const placesOfSource = z.object({ first: size, last: size, count: size });

/**
 * Describes one month of the log: `2026-10.manifest.json` beside `2026-10.jsonl.gz` and `2026-10.receipt.json`. The receipt proves an event
 * `month-archived`, which names the SHA-256 of these bytes: so is the archive signed by the log itself.
 */
export const archiveManifest = z.object({
  format: z.literal('paraph-archive'),
  version: z.literal(1),
  month,
  /** Positions from (inclusive) to (exclusive); `to` is the size of the last head in the bundle. */
  from: position,
  to: size,
  events: size,
  /** Roots of the whole subtrees that the leaves before `from` make, from left to right: with them the heads can be computed from this month alone. */
  frontier: z.array(digestBase64Url),
  bundle: z.object({ file: z.string(), bytes: size, sha256: sha256Hex }),
  /** By source. */
  sequences: z.record(z.string(), placesOfSource),
  /** The month before it; absent for the first one. */
  previous: z.object({ month, manifestSha256: sha256Hex }).optional(),
  key: publicJwk,
  writtenAt: moment,
  /** Until when it is kept at least. */
  keptUntil: moment,
});
export type ArchiveManifest = z.output<typeof archiveManifest>;

/** One line of a bundle, gzip over JSON Lines: events in their order, then the month's heads in theirs, then the time-stamps over them. */
export const bundleLine = z.union([
  z.object({ event: z.object({ position, receivedAt: moment, leaf: z.string() }) }),
  z.object({ head: signedHead.extend({ keptAt: moment }) }),
  z.object({ anchor: headAnchor }),
]);
export type BundleLine = z.output<typeof bundleLine>;

/** One line of the witness file: heads as they were seen, each line chained to the one before. */
export const witnessLine = z.object({
  format: z.literal('paraph-witness'),
  version: z.literal(1),
  ...signedHead.shape,
  witnessedAt: moment,
  /** SHA-256 of the line before without its end of line; absent in the first. */
  previous: sha256Hex.optional(),
});
export type WitnessLine = z.output<typeof witnessLine>;

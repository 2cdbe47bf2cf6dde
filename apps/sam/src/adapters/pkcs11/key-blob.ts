import { keyAlgorithmFacts, type KeyAlgorithm } from '@paraph/kernel';
import type { WrappedKey } from '../../domain/ports/token.js';
import type { Template } from './binding.js';
import { unwrapping } from './key-templates.js';
import { coordinateBytes, pointOf, readPublicKey } from './public-key.js';
import type { TokenFamily } from './token-family.js';

/** What of a row makes its blob readable. */
export type Blob = Pick<WrappedKey, 'blob' | 'algorithm' | 'use'>;

/** RFC 5649 section 3: whole blocks of 8 bytes, two at least. */
const BLOCK = 8;

/**
 * The blob of a key: what the token answered, and behind it the public point where the family wants it back. The row's
 * MAC covers both.
 */
export function blobOf(family: TokenFamily, algorithm: KeyAlgorithm, { wrapped, publicKey }: { wrapped: Uint8Array; publicKey: Uint8Array }): Uint8Array {
  const point = pointBytes(family, algorithm);
  return new Uint8Array(Buffer.concat([wrapped, ...(point > 0 ? [barePoint(publicKey)] : [])]));
}

/** Whether a blob can be one at all, by its length. */
export function isWhole(family: TokenFamily, { blob, algorithm }: Blob): boolean {
  const bytes = blob.length - pointBytes(family, algorithm);
  return bytes >= 2 * BLOCK && bytes % BLOCK === 0;
}

/** A blob as the token takes it back, with the template of what it becomes. */
export function opening(family: TokenFamily, { blob, algorithm, use }: Blob): { readonly wrapped: Buffer; readonly template: Template } {
  const end = blob.length - pointBytes(family, algorithm);
  const template = unwrapping(family, algorithm, use);
  if (end === blob.length || family.unwrapPoint === undefined) return { wrapped: Buffer.from(blob), template };
  return { wrapped: Buffer.from(blob.subarray(0, end)), template: [...template, { type: family.unwrapPoint, value: Buffer.from(blob.subarray(end)) }] };
}

function pointBytes({ unwrapPoint }: TokenFamily, algorithm: KeyAlgorithm): number {
  return unwrapPoint === undefined || keyAlgorithmFacts[algorithm].family !== 'ec' ? 0 : 1 + 2 * coordinateBytes(algorithm);
}

/** The point without its DER. */
function barePoint(publicKey: Uint8Array): Buffer {
  const { algorithm, key } = readPublicKey(publicKey);
  return pointOf({ algorithm, key }).subarray(-(1 + 2 * coordinateBytes(algorithm)));
}

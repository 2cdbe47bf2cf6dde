import { fromBase64Url, toBase64Url } from '@paraph/kernel';
import { createPublicKey } from 'node:crypto';

/** A compact JWE taken apart (RFC 7516 section 7.1), its header checked and its point on the curve; nothing of it is decrypted. */
export interface CompactJwe {
  readonly kid: string;
  /** The ephemeral public key as an uncompressed point, 65 bytes. */
  readonly peer: Uint8Array;
  /** What is authenticated beside the ciphertext: the header's characters. */
  readonly authenticated: Uint8Array;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

/** Lengths of AES-GCM in JOSE (RFC 7518 section 5.3). */
const [NONCE, TAG] = [12, 16];
/** Bytes of a coordinate on P-256. */
const COORDINATE = 32;

type Members = Readonly<Record<string, unknown>>;

/**
 * The parts of a JWE that is exactly of our form: ECDH-ES in direct agreement (RFC 7518 section 4.6), A256GCM, an ephemeral
 * P-256 key, and no header member beside these. Anything else answers `undefined`.
 */
export function readCompactJwe(text: string): CompactJwe | undefined {
  const parts = text.split('.');
  const [headerPart = '', keyPart, noncePart = '', ciphertextPart = '', tagPart = ''] = parts;
  // Direct agreement has no encrypted key (RFC 7516 section 5.2 step 10).
  if (parts.length !== 5 || keyPart !== '') return undefined;
  const header = readHeader(headerPart);
  const [nonce, ciphertext, tag] = [noncePart, ciphertextPart, tagPart].map(fromBase64Url);
  if (!header || nonce?.length !== NONCE || !ciphertext || ciphertext.length === 0 || tag?.length !== TAG) return undefined;
  return { ...header, authenticated: new TextEncoder().encode(headerPart), nonce, ciphertext, tag };
}

function readHeader(part: string): Pick<CompactJwe, 'kid' | 'peer'> | undefined {
  const header = membersOf(parse(part), ['alg', 'enc', 'epk', 'kid']);
  if (header?.['alg'] !== 'ECDH-ES' || header['enc'] !== 'A256GCM' || typeof header['kid'] !== 'string') return undefined;
  const peer = readPoint(header['epk']);
  return peer && { kid: header['kid'], peer };
}

function readPoint(value: unknown): Uint8Array | undefined {
  const key = membersOf(value, ['crv', 'kty', 'x', 'y']);
  if (key?.['kty'] !== 'EC' || key['crv'] !== 'P-256') return undefined;
  const [x, y] = [coordinate(key['x']), coordinate(key['y'])];
  return x && y && isOnCurve(x, y) ? Uint8Array.from([0x04, ...x, ...y]) : undefined;
}

// A point off the curve would tell of the private key what its order allows, and trips the token besides.
function isOnCurve(x: Uint8Array, y: Uint8Array): boolean {
  try {
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: toBase64Url(x), y: toBase64Url(y) }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

function coordinate(value: unknown): Uint8Array | undefined {
  const bytes = typeof value === 'string' ? fromBase64Url(value) : undefined;
  return bytes?.length === COORDINATE ? bytes : undefined;
}

/** An object that has these members and no other. */
function membersOf(value: unknown, names: readonly string[]): Members | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members: Members = { ...value };
  return Object.keys(members).sort().join() === names.join() ? members : undefined;
}

function parse(part: string): unknown {
  const bytes = fromBase64Url(part);
  try {
    return bytes && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

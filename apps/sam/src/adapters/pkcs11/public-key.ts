import { ServiceError } from '@paraph/contracts';
import { keyAlgorithmFacts, keyAlgorithms, type KeyAlgorithm } from '@paraph/kernel';
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { PublicParts } from './key-templates.js';

const COORDINATE_BYTES: Readonly<Partial<Record<KeyAlgorithm, number>>> = { p256: 32, p384: 48, p521: 66 };
const CURVE_NAMES: Readonly<Partial<Record<KeyAlgorithm, string>>> = { p256: 'P-256', p384: 'P-384', p521: 'P-521' };
const NODE_CURVES: Readonly<Partial<Record<KeyAlgorithm, string>>> = { p256: 'prime256v1', p384: 'secp384r1', p521: 'secp521r1' };

/** How long one coordinate, and so one half of a signature, is. */
export function coordinateBytes(algorithm: KeyAlgorithm): number {
  const bytes = COORDINATE_BYTES[algorithm];
  if (bytes === undefined) throw new Error(`${algorithm} has no coordinates`);
  return bytes;
}

/** SubjectPublicKeyInfo from CKA_EC_POINT: 04 || x || y, as it is or as DER OCTET STRING, since tokens differ. */
export function spkiFromPoint(algorithm: KeyAlgorithm, attribute: Buffer): Uint8Array {
  const size = coordinateBytes(algorithm);
  const point = attribute.subarray(-(1 + 2 * size));
  const isBare = attribute.length === point.length;
  if (point.length !== 1 + 2 * size || point[0] !== 4 || !(isBare || attribute.equals(octetString(point)))) {
    throw new Error('the token answered a public key that is no point of its curve');
  }
  const x = point.subarray(1, 1 + size).toString('base64url');
  const y = point.subarray(1 + size).toString('base64url');
  return spkiOf({ kty: 'EC', crv: CURVE_NAMES[algorithm] ?? '', x, y });
}

/** SubjectPublicKeyInfo from CKA_MODULUS and CKA_PUBLIC_EXPONENT. */
export function spkiFromModulus(modulus: Buffer, exponent: Buffer): Uint8Array {
  return spkiOf({ kty: 'RSA', n: modulus.toString('base64url'), e: exponent.toString('base64url') });
}

/** A public key of one of the product's algorithms. */
export interface PublicKey {
  readonly algorithm: KeyAlgorithm;
  readonly spki: Uint8Array;
  readonly key: KeyObject;
}

/** Reads SubjectPublicKeyInfo. @throws `algorithm.unsupported` for anything that the product makes no keys of */
export function readPublicKey(spki: Uint8Array): PublicKey {
  const key = parse(spki);
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
  const algorithm = keyAlgorithms.find((one) =>
    keyAlgorithmFacts[one].family === 'ec'
      ? key.asymmetricKeyType === 'ec' && NODE_CURVES[one] === namedCurve
      : key.asymmetricKeyType === 'rsa' && keyAlgorithmFacts[one].bits === modulusLength,
  );
  if (algorithm === undefined) throw new ServiceError('algorithm.unsupported', 'the public key is of an unknown kind');
  return { algorithm, spki, key };
}

/** The parts of a key as the token wants them to verify with it. */
export function publicParts({ algorithm, key }: Omit<PublicKey, 'spki'>): PublicParts {
  if (keyAlgorithmFacts[algorithm].family === 'ec') return { point: pointOf({ algorithm, key }) };
  const { n, e } = key.export({ format: 'jwk' });
  return { modulus: Buffer.from(n ?? '', 'base64url'), exponent: Buffer.from(e ?? '', 'base64url') };
}

/** The point of an elliptic-curve key as CKA_EC_POINT wants it. */
export function pointOf({ algorithm, key }: Omit<PublicKey, 'spki'>): Buffer {
  const { x, y } = key.export({ format: 'jwk' });
  const size = coordinateBytes(algorithm);
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x ?? '', 'base64url'), Buffer.from(y ?? '', 'base64url')]);
  if (point.length !== 1 + 2 * size) throw new Error('a coordinate has the wrong length');
  return octetString(point);
}

function spkiOf(key: JsonWebKey): Uint8Array {
  return new Uint8Array(createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'der' }));
}

function parse(spki: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new ServiceError('algorithm.unsupported', 'the public key cannot be read', { cause });
  }
}

/** The point of P-521 has 133 bytes: from 128 on, the length is written behind 0x81 (X.690 section 8.1.3.5). */
function octetString(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x04, ...(bytes.length < 0x80 ? [] : [0x81]), bytes.length]), bytes]);
}

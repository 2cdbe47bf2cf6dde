import { ServiceError } from '@paraph/contracts';
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { PublicJwk } from './client.js';

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const curves = ['prime256v1', 'secp384r1'];

/** Checks a key a client will sign its assertions with: public, and RSA of 3072 bits or a P-256 or P-384 point. */
export function checkClientKey(key: PublicJwk): void {
  if (privateMembers.some((name) => name in key)) throw refusal(key, 'contains private members; register the public key only');
  if (!isStrongKey(read(key))) throw refusal(key, 'is too short or of a kind that is not taken');
}

/** Whether a client may prove itself by this key. */
export function isStrongKey({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): boolean {
  return type === 'rsa' ? (details?.modulusLength ?? 0) >= 3072 : type === 'ec' && curves.includes(details?.namedCurve ?? '');
}

function read(key: PublicJwk) {
  try {
    return createPublicKey({ key: { ...key }, format: 'jwk' });
  } catch (cause) {
    throw refusal(key, 'is no valid JWK', cause);
  }
}

function refusal(key: PublicJwk, what: string, cause?: unknown): ServiceError {
  return new ServiceError('request.invalid', `keys: ${key.kid} ${what}`, { cause });
}

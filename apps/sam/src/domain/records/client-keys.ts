import { ServiceError } from '@paraph/contracts';
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { ClientRecord } from './record-kinds.js';

type ClientKeys = ClientRecord['keys'];

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'];

/** Curves and the least RSA size a client may sign orders with (ACT-09). */
const CURVES = ['P-256', 'P-384', 'P-521'];
const LEAST_RSA_BITS = 2_048;

/** Refuses keys that are private, weak, unreadable, or named twice. @throws `request.invalid` naming the key */
export function requirePublicKeys(keys: ClientKeys): void {
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) throw invalid('expected each kid once');
  for (const key of keys) {
    if (PRIVATE_MEMBERS.some((member) => member in key))
      throw invalid(`key ${key.kid}: expected a public key, and this one is now known to others: do not use it`);
    if (!isStrong(key)) throw invalid(`key ${key.kid}: expected P-256, P-384, P-521 or RSA of ${LEAST_RSA_BITS} bits and more`);
  }
}

function isStrong(jwk: ClientKeys[number]): boolean {
  const key = readKey(jwk);
  if (key?.asymmetricKeyType === 'ec') return CURVES.includes(jwk['crv'] ?? '');
  return key?.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_RSA_BITS;
}

function readKey(key: ClientKeys[number]): KeyObject | undefined {
  try {
    return createPublicKey({ key: { ...key }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function invalid(detail: string): ServiceError {
  return new ServiceError('request.invalid', `keys: ${detail}`);
}

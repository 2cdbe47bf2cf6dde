import { ServiceError } from '@paraph/contracts';
import { verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { CompositionKey } from '../../domain/x509/x509-composer.js';
import { exact } from './bytes.js';
import { importedKey } from './imported-key.js';
import { digestFor } from './signature-algorithms.js';

const verifyAside: (algorithm: string, bytes: Uint8Array, key: KeyObject, signature: Uint8Array) => Promise<boolean> = promisify(verify);

/** Bytes from which on another thread does it. */
const LONG = 100_000;

/**
 * Signs the bytes just encoded and checks the signature before it leaves: a fault in the token must not become a
 * published structure that reveals the key.
 *
 * @throws `hsm.refused` and what the key throws
 */
export async function signStructure(toBeSigned: Uint8Array, key: CompositionKey): Promise<ArrayBuffer> {
  const signature = await key.sign(toBeSigned).catch(discard);
  const [digest, publicKey] = [digestFor(key.algorithm), importedKey(key.publicKey)];
  // A list of some megabytes in another thread; what is short takes longer on its way there.
  const isRight = toBeSigned.length < LONG ? verify(digest, toBeSigned, publicKey, signature) : await verifyAside(digest, toBeSigned, publicKey, signature);
  if (!isRight) throw new ServiceError('hsm.refused', 'the token answered a signature that does not verify');
  return exact(signature);
}

/** A signature whose fate is unknown is none: these bytes leave the process only with the signature they were given. */
function discard(error: unknown): never {
  if (error instanceof ServiceError && error.code === 'hsm.ambiguous') throw new ServiceError('hsm.unavailable', error.detail, { cause: error, retryAfter: 1 });
  throw error;
}

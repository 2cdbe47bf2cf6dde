import { ServiceError } from '@paraph/contracts';
import { createPublicKey, verify } from 'node:crypto';
import type { CompositionKey } from '../../domain/x509/x509-composer.js';
import { exact } from './bytes.js';
import { digestFor } from './signature-algorithms.js';

/**
 * Signs the bytes just encoded and checks the signature before it leaves: a fault in the token must not become a
 * published structure that reveals the key.
 *
 * @throws `hsm.refused` and what the key throws
 */
export async function signStructure(toBeSigned: Uint8Array, key: CompositionKey): Promise<ArrayBuffer> {
  const signature = await key.sign(toBeSigned).catch(discard);
  const publicKey = createPublicKey({ key: Buffer.from(key.publicKey), format: 'der', type: 'spki' });
  if (!verify(digestFor(key.algorithm), toBeSigned, publicKey, signature))
    throw new ServiceError('hsm.refused', 'the token answered a signature that does not verify');
  return exact(signature);
}

/** A signature whose fate is unknown is none: these bytes leave the process only with the signature they were given. */
function discard(error: unknown): never {
  if (error instanceof ServiceError && error.code === 'hsm.ambiguous') throw new ServiceError('hsm.unavailable', error.detail, { cause: error, retryAfter: 1 });
  throw error;
}

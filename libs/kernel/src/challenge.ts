import { sha256 } from './digest.js';

/**
 * The challenge of an activation: SHA-256 over `paraph/activation/v1` and the statement's bytes, 32 bytes.
 *
 * @param statement the compact JWS exactly as the SAM gave it, ASCII
 */
export function activationChallenge(statement: string): Uint8Array {
  return sha256('paraph/activation/v1', statement);
}

/**
 * The challenge of an enrolment: SHA-256 over `paraph/enrolment/v1` and the commitment's bytes, 32 bytes.
 *
 * @param commitment the JSON text the SAM stored: credential, key thumbprint, signer, provider, terms digest
 */
export function enrolmentChallenge(commitment: string): Uint8Array {
  return sha256('paraph/enrolment/v1', commitment);
}

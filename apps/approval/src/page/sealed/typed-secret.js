import { utf8Bytes } from '../encoding.js';
import { encryptCompact } from './jwe.js';

/**
 * What a person typed (contracts, `typedSecret`).
 * @typedef {'one-time-code' | 'supervised-code' | 'pin' | 'totp' | 'totp-secret'} SecretKind
 */

/** Every plaintext is filled up to a multiple of this, so that the length of a PIN does not show from outside. */
const BLOCK = 256;

/**
 * Seals what was typed for the SAM. The plaintext names the challenge and the kind, so that a captured text is worth
 * nothing for another request or in another place of this one.
 * @param {import('../reading/asking.js').EncryptionKey} key from the verified statement
 * @param {{ challenge: string, kind: SecretKind, value: string }} secret
 * @returns {Promise<string>} compact JWE
 */
export function sealTyped(key, { challenge, kind, value }) {
  const json = JSON.stringify({ challenge, kind, value });
  const length = utf8Bytes(json).length;
  // White space behind a JSON text means nothing (RFC 8259 section 2).
  return encryptCompact(json + ' '.repeat(Math.ceil(length / BLOCK) * BLOCK - length), key);
}

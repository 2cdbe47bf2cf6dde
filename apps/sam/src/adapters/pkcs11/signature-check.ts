import { keyAlgorithmFacts, toBase64 } from '@paraph/kernel';
import { constants, publicDecrypt, timingSafeEqual } from 'node:crypto';
import { pkcs11js, type Handle } from './binding.js';
import { isCkr } from './ckr.js';
import type { Cryptoki } from './cryptoki.js';
import { rawFromDer } from './ecdsa-signature.js';
import { verifying } from './key-templates.js';
import type { ObjectCache } from './object-cache.js';
import { coordinateBytes, pointOf, type PublicKey } from './public-key.js';
import type { SessionPool } from './session-pool.js';

/**
 * Verifies signatures over digests: RSA with Node.js, ECDSA in the token, because Node.js hashes whatever it is given
 * to verify. Public keys are session objects like the private ones, kept for the next signature.
 */
export class SignatureCheck {
  readonly #cryptoki: Cryptoki;
  readonly #pool: SessionPool;
  readonly #keys: ObjectCache;

  constructor(cryptoki: Cryptoki, pool: SessionPool, keys: ObjectCache) {
    this.#cryptoki = cryptoki;
    this.#pool = pool;
    this.#keys = keys;
  }

  /** @throws CkrError when the token neither accepts nor rejects the signature */
  async passes(key: PublicKey, input: Buffer, signature: Uint8Array): Promise<boolean> {
    if (keyAlgorithmFacts[key.algorithm].family === 'rsa') return passesRsa(key, input, signature);
    const raw = rawFromDer(signature, coordinateBytes(key.algorithm));
    return raw !== undefined && this.#passesEc(key, input, raw);
  }

  async #passesEc(key: PublicKey, input: Buffer, raw: Buffer): Promise<boolean> {
    const make = async (session: Handle): Promise<Handle> =>
      this.#cryptoki.call((token) => token.C_CreateObject(session, verifying(key.algorithm, pointOf(key))));
    const borrowed = await this.#keys.borrow({ id: toBase64(key.spki), content: key.spki, make });
    try {
      return await this.#pool.use(async (session) => {
        this.#cryptoki.call((token) => token.C_VerifyInit(session, { mechanism: pkcs11js.CKM_ECDSA }, borrowed.handle));
        return this.#cryptoki.callAsync([input, raw], (token) => token.C_VerifyAsync(session, input, raw));
      });
    } catch (error) {
      if (isCkr(error, 'CKR_SIGNATURE_INVALID', 'CKR_SIGNATURE_LEN_RANGE')) return false;
      throw error;
    } finally {
      borrowed.release();
    }
  }
}

/** Whether the signature opens to exactly this DigestInfo (RFC 8017 section 8.2.2). */
function passesRsa({ algorithm, key }: PublicKey, input: Buffer, signature: Uint8Array): boolean {
  if (signature.length !== keyAlgorithmFacts[algorithm].bits / 8) return false;
  try {
    const opened = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
    return opened.length === input.length && timingSafeEqual(opened, input);
  } catch {
    // OpenSSL's way of saying that the padding is not the one of a signature.
    return false;
  }
}

import { keyAlgorithmFacts, toBase64 } from '@paraph/kernel';
import { constants, publicDecrypt, timingSafeEqual } from 'node:crypto';
import type { Handle } from './binding.js';
import { isCkr } from './ckr.js';
import type { Cryptoki } from './cryptoki.js';
import type { SignatureInput } from './digest-input.js';
import { rawFromDer } from './ecdsa-signature.js';
import { signing, verifying } from './key-templates.js';
import type { BorrowedObject, ObjectCache } from './object-cache.js';
import { coordinateBytes, publicParts, readPublicKey, type PublicKey } from './public-key.js';
import type { SessionPool } from './session-pool.js';

/**
 * Verifies signatures over digests: PKCS#1 v1.5 with Node.js, ECDSA and PSS in the token, because Node.js hashes whatever
 * it is given to verify. Public keys are session objects like the private ones, kept for the next signature.
 */
export class SignatureCheck {
  readonly #cryptoki: Cryptoki;
  readonly #pool: SessionPool;
  readonly #keys: Pick<ObjectCache, 'borrow' | 'forget'>;

  constructor(cryptoki: Cryptoki, pool: SessionPool, keys: Pick<ObjectCache, 'borrow' | 'forget'>) {
    this.#cryptoki = cryptoki;
    this.#pool = pool;
    this.#keys = keys;
  }

  /** @throws CkrError when the token neither accepts nor rejects the signature */
  async passes(key: PublicKey, input: SignatureInput, signature: Uint8Array): Promise<boolean> {
    if (input.scheme === 'ecdsa') {
      const raw = rawFromDer(signature, coordinateBytes(key.algorithm));
      return raw !== undefined && this.#passesInToken(key, input, raw);
    }
    if (signature.length !== keyAlgorithmFacts[key.algorithm].bits / 8) return false;
    return input.scheme === 'pkcs1' ? passesPkcs1(key, input, signature) : this.#passesInToken(key, input, Buffer.from(signature));
  }

  /** The public key as an object of the token, to verify with. @throws CkrError */
  lend(key: PublicKey): Promise<BorrowedObject> {
    const make = async (session: Handle): Promise<Handle> =>
      this.#cryptoki.call((token) => token.C_CreateObject(session, verifying(key.algorithm, publicParts(key))));
    return this.#keys.borrow({ id: toBase64(key.spki), content: key.spki, make });
  }

  /** Has the object made anew for the next one. */
  forget({ spki }: PublicKey): void {
    void this.#keys.forget(toBase64(spki));
  }

  async #passesInToken(key: PublicKey, input: SignatureInput, signature: Buffer): Promise<boolean> {
    const borrowed = await this.lend(key);
    try {
      return await this.#pool.use(async (session) => {
        this.#cryptoki.call((token) => token.C_VerifyInit(session, signing(input), borrowed.handle));
        return this.#cryptoki.callAsync([input.bytes, signature], (token) => token.C_VerifyAsync(session, input.bytes, signature));
      });
    } catch (error) {
      if (isCkr(error, 'CKR_SIGNATURE_INVALID', 'CKR_SIGNATURE_LEN_RANGE')) return false;
      throw error;
    } finally {
      borrowed.release();
    }
  }
}

/** Verifies with a public key that lies in a session of the token already, in that session. @throws CkrError when the token neither accepts nor rejects the signature */
export async function passesWith(
  cryptoki: Cryptoki,
  { session, object }: { readonly session: Handle; readonly object: Handle },
  { input, signature, spki }: { readonly input: SignatureInput; readonly signature: Uint8Array; readonly spki: Uint8Array },
): Promise<boolean> {
  if (input.scheme === 'pkcs1') return passesPkcs1(readPublicKey(spki), input, signature);
  const raw = input.scheme === 'ecdsa' ? rawFromDer(signature, coordinateBytes(input.algorithm)) : Buffer.from(signature);
  return raw !== undefined && inToken(cryptoki, { session, object }, { input, signature: raw });
}

async function inToken(
  cryptoki: Cryptoki,
  { session, object }: { readonly session: Handle; readonly object: Handle },
  { input, signature }: { readonly input: SignatureInput; readonly signature: Buffer },
): Promise<boolean> {
  try {
    cryptoki.call((token) => token.C_VerifyInit(session, signing(input), object));
    return await cryptoki.callAsync([input.bytes, signature], (token) => token.C_VerifyAsync(session, input.bytes, signature));
  } catch (error) {
    if (isCkr(error, 'CKR_SIGNATURE_INVALID', 'CKR_SIGNATURE_LEN_RANGE')) return false;
    throw error;
  }
}

/** Whether the signature opens to exactly this DigestInfo (RFC 8017 section 8.2.2). */
function passesPkcs1({ key }: PublicKey, { bytes }: SignatureInput, signature: Uint8Array): boolean {
  try {
    const opened = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
    return opened.length === bytes.length && timingSafeEqual(opened, bytes);
  } catch {
    // OpenSSL's way of saying that the padding is not the one of a signature.
    return false;
  }
}

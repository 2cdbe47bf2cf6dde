import { ServiceError } from '@paraph/contracts';
import { keyAlgorithmFacts, type KeyAlgorithm } from '@paraph/kernel';
import { pkcs11js, type Handle } from './binding.js';
import type { GeneratedKey, KeyUse, TokenKey, WrappedKey } from '../../domain/ports/token.js';
import { differencesFrom, readAttribute, type KeyShape, type ObjectAt } from './attributes.js';
import type { Cryptoki } from './cryptoki.js';
import type { KeyEncryptionKeys } from './key-encryption-keys.js';
import { curveOf, generation, newKeyShape, unwrappedKeyShape, unwrapping } from './key-templates.js';
import type { WantedObject } from './object-cache.js';
import { spkiFromModulus, spkiFromPoint } from './public-key.js';
import type { TokenFamily } from './token-family.js';

/** A wrapped RSA-4096 key has 2.4 kB. */
const LARGEST_BLOB = 8192;

/** Makes keys that leave the token as blobs only, and brings them back. */
export class WrappedKeys {
  readonly #cryptoki: Cryptoki;
  readonly #family: TokenFamily;
  readonly #keks: KeyEncryptionKeys;
  #unwraps = 0;

  constructor(cryptoki: Cryptoki, family: TokenFamily, keks: KeyEncryptionKeys) {
    this.#cryptoki = cryptoki;
    this.#family = family;
    this.#keks = keks;
  }

  /** How often the token was asked to unwrap. */
  get unwraps(): number {
    return this.#unwraps;
  }

  /** A new key pair in its blob. Its session objects are destroyed; if that fails they die with the session. @throws CkrError */
  async generate(session: Handle, algorithm: KeyAlgorithm, use: KeyUse): Promise<GeneratedKey> {
    const { mechanism, publicKey, privateKey } = generation(algorithm, use);
    const pair = await this.#cryptoki.callAsync([], (token) => token.C_GenerateKeyPairAsync(session, mechanism, publicKey, privateKey));
    this.#mustHave(newKeyShape(use), { session, object: pair.privateKey });
    const spki = this.#publicKey(algorithm, { session, object: pair.publicKey });
    const kek = this.#keks.newest;
    const room = Buffer.alloc(LARGEST_BLOB);
    const wrapping = { mechanism: this.#family.keyWrap };
    const blob = await this.#cryptoki.callAsync([room, kek.handle, pair.privateKey], (token) =>
      token.C_WrapKeyAsync(session, wrapping, kek.handle, pair.privateKey, room),
    );
    for (const object of [pair.privateKey, pair.publicKey]) this.#cryptoki.call((token) => token.C_DestroyObject(session, object));
    const wrapped = { blob: new Uint8Array(blob), algorithm, use, tokenFamily: this.#family.name, kekGeneration: kek.generation };
    return { publicKey: spki, wrapped };
  }

  /**
   * A key for use: how the cache makes its session object. What comes back is read back, since a token exists that
   * forgets SENSITIVE on unwrapping. @throws `hsm.refused` when the blob is not for this token
   */
  unwrapped({ keyId, wrapped }: TokenKey): WantedObject {
    if (wrapped.tokenFamily !== this.#family.name) throw new ServiceError('hsm.refused', 'the key was wrapped by another kind of token');
    // RFC 5649 section 3: whole blocks of 8 bytes, two at least.
    if (wrapped.blob.length < 16 || wrapped.blob.length % 8 !== 0) throw new ServiceError('hsm.refused', 'the wrapped key is damaged');
    const kek = this.#keks.of(wrapped.kekGeneration);
    return { id: keyId, content: wrapped.blob, make: (session) => this.#unwrap(session, wrapped, kek.handle) };
  }

  async #unwrap(session: Handle, wrapped: WrappedKey, kek: Handle): Promise<Handle> {
    this.#unwraps += 1;
    const blob = Buffer.from(wrapped.blob);
    const wrapping = { mechanism: this.#family.keyWrap };
    const template = unwrapping(wrapped.algorithm, wrapped.use);
    const object = await this.#cryptoki.callAsync([blob, kek], (token) => token.C_UnwrapKeyAsync(session, wrapping, kek, blob, template));
    try {
      this.#mustHave(unwrappedKeyShape(wrapped.use), { session, object });
      this.#mustBe(wrapped.algorithm, { session, object });
    } catch (error) {
      this.#cryptoki.call((token) => token.C_DestroyObject(session, object));
      throw error;
    }
    return object;
  }

  #publicKey(algorithm: KeyAlgorithm, at: ObjectAt): Uint8Array {
    if (keyAlgorithmFacts[algorithm].family === 'ec') return spkiFromPoint(algorithm, readAttribute(this.#cryptoki, at, pkcs11js.CKA_EC_POINT));
    return spkiFromModulus(readAttribute(this.#cryptoki, at, pkcs11js.CKA_MODULUS), readAttribute(this.#cryptoki, at, pkcs11js.CKA_PUBLIC_EXPONENT));
  }

  #mustHave(shape: KeyShape, at: ObjectAt): void {
    const differing = differencesFrom(shape, this.#cryptoki, at);
    if (differing.length > 0) throw new ServiceError('hsm.refused', `the token does not keep keys as it must: ${differing.join(', ')}`);
  }

  /** A blob names its algorithm only in its row, and tokens take a P-256 key where P-384 was meant. */
  #mustBe(algorithm: KeyAlgorithm, at: ObjectAt): void {
    const { family, bits } = keyAlgorithmFacts[algorithm];
    const isSame =
      family === 'ec'
        ? readAttribute(this.#cryptoki, at, pkcs11js.CKA_EC_PARAMS).equals(curveOf(algorithm))
        : readAttribute(this.#cryptoki, at, pkcs11js.CKA_MODULUS).length * 8 === bits;
    if (!isSame) throw new ServiceError('hsm.refused', 'the wrapped key is of another algorithm than its record says');
  }
}

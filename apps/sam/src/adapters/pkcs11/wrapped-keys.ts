import { ServiceError } from '@paraph/contracts';
import type { KeyAlgorithm } from '@paraph/kernel';
import { traced } from '@paraph/platform';
import type { Handle } from './binding.js';
import type { GeneratedKey, KeyUse, TokenKey, WrappedKey } from '../../domain/ports/token.js';
import { checked, differencesFrom, type KeyShape, type ObjectAt } from './attributes.js';
import type { Cryptoki } from './cryptoki.js';
import { blobOf, isWhole, opening } from './key-blob.js';
import type { KeyEncryptionKeys } from './key-encryption-keys.js';
import { isOfAlgorithm } from './key-identity.js';
import { generation, newKeyShape, unwrappedKeyShape } from './key-templates.js';
import type { WantedObject } from './object-cache.js';
import { readGeneratedKey } from './public-key-object.js';
import type { TokenFamily } from './token-family.js';
import { rewrap } from './key-rewrap.js';

/** A wrapped RSA-4096 key has 2.4 kB. */
const LARGEST_BLOB = 8192;

const UNWRAPPING = { name: 'token unwrap', kind: 'client', attributes: { 'paraph.token.operation': 'unwrap' } } as const;

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
    const { mechanism, publicKey, privateKey } = generation({ family: this.#family, algorithm, use, shape: newKeyShape(use) });
    const pair = await this.#cryptoki.generateKeyPair(session, { mechanism, publicKey, privateKey });
    this.#mustHave(newKeyShape(use), { session, object: pair.privateKey });
    const spki = readGeneratedKey(this.#cryptoki, algorithm, { session, object: pair.publicKey });
    const kek = this.#keks.newest;
    const room = Buffer.alloc(LARGEST_BLOB);
    const wrapping = { mechanism: this.#family.keyWrap };
    const blob = await this.#cryptoki.callAsync([room, kek.handle, pair.privateKey], (token) =>
      token.C_WrapKeyAsync(session, wrapping, kek.handle, pair.privateKey, room),
    );
    for (const object of [pair.privateKey, pair.publicKey]) this.#cryptoki.call((token) => token.C_DestroyObject(session, object));
    const wrapped = {
      blob: blobOf(this.#family, algorithm, { wrapped: blob, publicKey: spki }),
      algorithm,
      use,
      tokenFamily: this.#family.name,
      kekGeneration: kek.generation,
    };
    return { publicKey: spki, wrapped };
  }

  /**
   * A key for use: how the cache makes its session object. What comes back is read back, since a token exists that
   * forgets SENSITIVE on unwrapping. @throws `hsm.refused` when the blob is not for this token
   */
  unwrapped({ keyId, wrapped }: TokenKey): WantedObject {
    if (wrapped.tokenFamily !== this.#family.name) throw new ServiceError('hsm.refused', 'the key was wrapped by another kind of token');
    if (!isWhole(this.#family, wrapped)) throw new ServiceError('hsm.refused', 'the wrapped key is damaged');
    return {
      id: keyId,
      content: wrapped.blob,
      make: (session) => traced(UNWRAPPING, async () => this.#unwrap(session, wrapped, this.#keks.find(wrapped.kekGeneration, session).handle)),
    };
  }

  /** The key closed under the generation that closes new blobs. @throws `hsm.refused`, CkrError */
  async rewrap(session: Handle, { wrapped }: TokenKey): Promise<WrappedKey> {
    if (wrapped.tokenFamily !== this.#family.name) throw new ServiceError('hsm.refused', 'the key was wrapped by another kind of token');
    if (!isWhole(this.#family, wrapped)) throw new ServiceError('hsm.refused', 'the wrapped key is damaged');
    const [from, to] = [this.#keks.find(wrapped.kekGeneration, session), this.#keks.newest];
    return from.generation === to.generation ? wrapped : rewrap(this.#cryptoki, session, { family: this.#family, wrapped, from, to });
  }

  async #unwrap(session: Handle, wrapped: WrappedKey, kek: Handle): Promise<Handle> {
    this.#unwraps += 1;
    const { wrapped: blob, template } = opening(this.#family, wrapped);
    const wrapping = { mechanism: this.#family.keyWrap };
    const object = await this.#cryptoki.callAsync([blob, kek], (token) => token.C_UnwrapKeyAsync(session, wrapping, kek, blob, template));
    try {
      this.#mustHave(unwrappedKeyShape(wrapped.use), { session, object });
      // A blob names its algorithm only in its row.
      const isSame = isOfAlgorithm(this.#cryptoki, wrapped.algorithm, { session, object });
      if (!isSame) throw new ServiceError('hsm.refused', 'the wrapped key is of another algorithm than its record says');
    } catch (error) {
      this.#cryptoki.call((token) => token.C_DestroyObject(session, object));
      throw error;
    }
    return object;
  }

  #mustHave(shape: KeyShape, at: ObjectAt): void {
    const differing = differencesFrom(checked(shape, this.#family.keys), this.#cryptoki, at);
    if (differing.length > 0) throw new ServiceError('hsm.refused', `the token does not keep keys as it must: ${differing.join(', ')}`);
  }
}

import { ServiceError } from '@paraph/contracts';
import { pkcs11js, type Handle } from './binding.js';
import { differencesFrom, mechanismList, readAttribute, type KeyShape, type ObjectAt } from './attributes.js';
import type { Cryptoki } from './cryptoki.js';
import type { TokenFamily } from './token-family.js';

/** What the label of each generation begins with; the number follows. */
export const KEK_LABEL = 'paraph-kek-';

/**
 * The key-encryption key as the officer makes it: only the officer may set CKA_TRUSTED, and cannot make private
 * objects. Extractable to a sibling token, under a trusted key: one that is not from birth could never be carried.
 */
export const originalKekShape: KeyShape = {
  TOKEN: true,
  PRIVATE: false,
  TRUSTED: true,
  SENSITIVE: true,
  EXTRACTABLE: true,
  WRAP_WITH_TRUSTED: true,
  WRAP: true,
  UNWRAP: true,
  ENCRYPT: false,
  DECRYPT: false,
};

/** As the user's copy stays in the token. Any other shape lets a holder of the user PIN read keys. */
export const kekShape: KeyShape = { ...originalKekShape, PRIVATE: true, MODIFIABLE: false };

/** One generation. */
export interface KeyEncryptionKey {
  readonly generation: number;
  readonly handle: Handle;
}

/** What is wrong with a key-encryption key, by attribute; empty when nothing is. */
export function kekDefects(cryptoki: Cryptoki, at: ObjectAt, family: TokenFamily): string[] {
  const allowed = readAttribute(cryptoki, at, pkcs11js.CKA_ALLOWED_MECHANISMS);
  const mechanisms = allowed.equals(mechanismList(family.keyWrap)) ? [] : ['CKA_ALLOWED_MECHANISMS'];
  return [...differencesFrom(kekShape, cryptoki, at), ...mechanisms];
}

/** Every generation in the token, by its number: the highest closes new blobs, the others open old ones. */
export class KeyEncryptionKeys {
  readonly #byGeneration: ReadonlyMap<number, KeyEncryptionKey>;
  readonly newest: KeyEncryptionKey;

  private constructor(keys: readonly KeyEncryptionKey[], newest: KeyEncryptionKey) {
    this.#byGeneration = new Map(keys.map((key) => [key.generation, key]));
    this.newest = newest;
  }

  /** @throws `hsm.refused` when the token has none, or one of another shape */
  static find(cryptoki: Cryptoki, session: Handle, family: TokenFamily): KeyEncryptionKeys {
    const keys = cryptoki
      .find(session, [
        { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
        { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_AES },
        { type: pkcs11js.CKA_TOKEN, value: true },
      ])
      .flatMap((handle) => {
        const generation = generationOf(readAttribute(cryptoki, { session, object: handle }, pkcs11js.CKA_LABEL).toString());
        return generation === undefined ? [] : [{ generation, handle }];
      })
      .toSorted((one, other) => other.generation - one.generation);
    const [newest] = keys;
    if (newest === undefined) throw new ServiceError('hsm.refused', 'the token has no key-encryption key: run the ceremony');
    for (const { handle } of keys) {
      const defects = kekDefects(cryptoki, { session, object: handle }, family);
      if (defects.length > 0) throw new ServiceError('hsm.refused', `a key-encryption key is not in its shape: ${defects.join(', ')}`);
    }
    return new KeyEncryptionKeys(keys, newest);
  }

  /** @throws `hsm.refused` when the token does not hold it, or no longer */
  of(generation: number): KeyEncryptionKey {
    const key = this.#byGeneration.get(generation);
    if (key === undefined) throw new ServiceError('hsm.refused', 'the key was wrapped under a key-encryption key that is not in the token');
    return key;
  }
}

function generationOf(label: string): number | undefined {
  const number = label.startsWith(KEK_LABEL) ? label.slice(KEK_LABEL.length) : '';
  return /^[1-9]\d{0,5}$/.test(number) ? Number(number) : undefined;
}

import { ServiceError } from '@paraph/contracts';
import { pkcs11js, type Handle } from './binding.js';
import { checked, differencesFrom, mechanismDefects, readAttribute, type KeyShape, type ObjectAt } from './attributes.js';
import type { Cryptoki } from './cryptoki.js';
import { ClosingLimit } from './closing-limit.js';
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
  const quirks = family.storedSecrets;
  return [...differencesFrom(checked(kekShape, quirks), cryptoki, at), ...mechanismDefects(cryptoki, at, { quirks, mechanisms: [family.keyWrap] })];
}

/** Every generation that the token holds, newest first, whatever its shape. */
export function findKeks(cryptoki: Cryptoki, session: Handle): KeyEncryptionKey[] {
  return cryptoki
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
}

/**
 * Every generation in the token, by its number: one closes new blobs, the highest unless a sibling token lacks it, and
 * the others open old ones.
 */
export class KeyEncryptionKeys {
  #byGeneration: ReadonlyMap<number, KeyEncryptionKey>;
  readonly #limit: ClosingLimit;
  readonly #cryptoki: Cryptoki;
  readonly #family: TokenFamily;

  private constructor(keys: readonly KeyEncryptionKey[], limit: ClosingLimit, { cryptoki, family }: { cryptoki: Cryptoki; family: TokenFamily }) {
    this.#byGeneration = new Map(keys.map((key) => [key.generation, key]));
    this.#limit = limit;
    this.#cryptoki = cryptoki;
    this.#family = family;
  }

  /** @throws `hsm.refused` when the token has none, or one of another shape */
  static find(cryptoki: Cryptoki, session: Handle, family: TokenFamily, limit = new ClosingLimit()): KeyEncryptionKeys {
    const keys = wellShaped(cryptoki, session, family);
    if (keys.length === 0) throw new ServiceError('hsm.refused', 'the token has no key-encryption key: run the ceremony');
    return new KeyEncryptionKeys(keys, limit, { cryptoki, family });
  }

  /** The generation that closes new blobs: the newest, unless a sibling token lacks it. */
  get newest(): KeyEncryptionKey {
    const closing = this.generations.findLast((generation) => generation <= this.#limit.atMost);
    return this.of(closing ?? 0);
  }

  /** Every number, lowest first. */
  get generations(): readonly number[] {
    return [...this.#byGeneration.keys()].toSorted((one, other) => one - other);
  }

  /** @throws `hsm.refused` when the token does not hold it, or no longer */
  of(generation: number): KeyEncryptionKey {
    const key = this.#byGeneration.get(generation);
    if (key === undefined) throw new ServiceError('hsm.refused', 'the key was wrapped under a key-encryption key that is not in the token');
    return key;
  }

  /**
   * Like `of`, but looks into the token again for a generation made since the login: another replica, started later,
   * may close new blobs with it already.
   */
  find(generation: number, session: Handle): KeyEncryptionKey {
    if (!this.#byGeneration.has(generation)) {
      this.#byGeneration = new Map(wellShaped(this.#cryptoki, session, this.#family).map((key) => [key.generation, key]));
    }
    return this.of(generation);
  }
}

function wellShaped(cryptoki: Cryptoki, session: Handle, family: TokenFamily): KeyEncryptionKey[] {
  const keys = findKeks(cryptoki, session);
  if (new Set(keys.map(({ generation }) => generation)).size < keys.length) {
    throw new ServiceError('hsm.refused', 'the token has two key-encryption keys of one generation');
  }
  for (const { handle } of keys) {
    const defects = kekDefects(cryptoki, { session, object: handle }, family);
    if (defects.length > 0) throw new ServiceError('hsm.refused', `a key-encryption key is not in its shape: ${defects.join(', ')}`);
  }
  return keys;
}

/** The generation that a label names. */
export function generationOf(label: string): number | undefined {
  const number = label.startsWith(KEK_LABEL) ? label.slice(KEK_LABEL.length) : '';
  return /^[1-9]\d{0,5}$/.test(number) ? Number(number) : undefined;
}

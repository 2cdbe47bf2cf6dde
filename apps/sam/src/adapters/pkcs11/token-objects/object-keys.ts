import { ServiceError } from '@paraph/contracts';
import type { KeyAlgorithm } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import type { GeneratedKey, KeyUse, TokenKey, WrappedKey } from '../../../domain/ports/token.js';
import { checked, differencesFrom, mechanismDefects, type KeyShape } from '../attributes.js';
import { pkcs11js, type Handle } from '../binding.js';
import type { Cryptoki } from '../cryptoki.js';
import { isOfAlgorithm } from '../key-identity.js';
import { allowedMechanisms, generation } from '../key-templates.js';
import { workOf } from '../key-use.js';
import { readGeneratedKey } from '../public-key-object.js';
import type { TokenObjectFamily } from '../token-family.js';

/** What a row holds in the place of a blob: that the key is an object, and which. */
const REFERENCE = Buffer.from('paraph/token-object/1\0');
const ID_BYTES = 16;
/** A device may take a minute over an RSA key. */
const GENERATION_MS = 120_000;

/** No key-encryption key closes these. */
export const NO_GENERATION = 0;

/** A key that lives in the token and never leaves it, and cannot be changed there. */
export function storedKeyShape(use: KeyUse): KeyShape {
  return {
    TOKEN: true,
    PRIVATE: true,
    SENSITIVE: true,
    EXTRACTABLE: false,
    SIGN: workOf(use) === 'sign',
    DECRYPT: false,
    UNWRAP: false,
    DERIVE: workOf(use) === 'agree',
  };
}

/**
 * Keys as objects of the token, found once by CKA_ID and known by their handles from then on: a search costs more with
 * every object, so a request never waits for one. A row of such a key is sealed like any other and holds a reference.
 */
export class TokenObjectKeys {
  readonly #cryptoki: Cryptoki;
  readonly #family: TokenObjectFamily;
  /** By CKA_ID. They are void after a lost login, and with them this object. */
  readonly #handles = new Map<string, Handle>();

  constructor(cryptoki: Cryptoki, family: TokenObjectFamily) {
    this.#cryptoki = cryptoki;
    this.#family = family;
  }

  /** How many keys are known by their handles. */
  get known(): number {
    return this.#handles.size;
  }

  /** A new key pair that stays. @param session one that may write @throws CkrError; `algorithm.unsupported`, `hsm.refused` */
  async generate(session: Handle, algorithm: KeyAlgorithm, use: KeyUse): Promise<GeneratedKey> {
    if (!this.#family.algorithms.includes(algorithm)) throw new ServiceError('algorithm.unsupported', `this kind of token makes no keys of ${algorithm}`);
    const id = randomBytes(ID_BYTES);
    const { mechanism, publicKey, privateKey } = generation({ family: this.#family, algorithm, use, shape: storedKeyShape(use) });
    const named = { type: pkcs11js.CKA_ID, value: id };
    const templates = { publicKey: [...publicKey, named], privateKey: [...privateKey, named] };
    // Not in a thread of its own: there the module is loaded once more, and p11-kit then stands for another connection.
    const pair = await this.#cryptoki.callAsync(
      [id],
      (token) => token.C_GenerateKeyPairAsync(session, mechanism, templates.publicKey, templates.privateKey),
      GENERATION_MS,
    );
    try {
      const wrapped = { blob: new Uint8Array([...REFERENCE, ...id]), algorithm, use, tokenFamily: this.#family.name, kekGeneration: NO_GENERATION };
      this.#mustBeRight(session, pair.privateKey, wrapped);
      const spki = readGeneratedKey(this.#cryptoki, algorithm, { session, object: pair.publicKey });
      this.#handles.set(id.toString('hex'), pair.privateKey);
      return { publicKey: spki, wrapped };
    } catch (error) {
      for (const object of [pair.privateKey, pair.publicKey]) this.#cryptoki.call((token) => token.C_DestroyObject(session, object));
      throw error;
    }
  }

  /** The key of a row. @throws `hsm.refused` when it is not in this token, or is another than the row says */
  handleOf(session: Handle, { wrapped }: Pick<TokenKey, 'wrapped'>): Handle {
    const id = this.#idOf(wrapped);
    const known = this.#handles.get(id.toString('hex'));
    if (known !== undefined) return known;
    const [handle, ...others] = this.#cryptoki.find(session, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY }, named(id)]);
    if (handle === undefined || others.length > 0) throw new ServiceError('hsm.refused', 'the key is not in the token');
    this.#mustBeRight(session, handle, wrapped);
    this.#handles.set(id.toString('hex'), handle);
    return handle;
  }

  /** Ends a key, both halves. Answers whether there was one. @param session one that may write @throws CkrError; `hsm.refused` for what is no reference */
  destroy(session: Handle, wrapped: WrappedKey): boolean {
    const id = this.#idOf(wrapped);
    this.#handles.delete(id.toString('hex'));
    const objects = [pkcs11js.CKO_PRIVATE_KEY, pkcs11js.CKO_PUBLIC_KEY].flatMap((value) =>
      this.#cryptoki.find(session, [{ type: pkcs11js.CKA_CLASS, value }, named(id)]),
    );
    for (const object of objects) this.#cryptoki.call((token) => token.C_DestroyObject(session, object));
    return objects.length > 0;
  }

  /** Finds the key anew at its next use: its handle may be what failed. */
  forget({ blob }: Pick<WrappedKey, 'blob'>): void {
    this.#handles.delete(Buffer.from(blob.subarray(REFERENCE.length)).toString('hex'));
  }

  #idOf({ blob, tokenFamily }: Pick<WrappedKey, 'blob' | 'tokenFamily'>): Buffer {
    if (tokenFamily !== this.#family.name) throw new ServiceError('hsm.refused', 'the key was made by another kind of token');
    const isReference = blob.length === REFERENCE.length + ID_BYTES && Buffer.from(blob).subarray(0, REFERENCE.length).equals(REFERENCE);
    if (!isReference) throw new ServiceError('hsm.refused', 'the row names no object of a token');
    return Buffer.from(blob.subarray(REFERENCE.length));
  }

  #mustBeRight(session: Handle, object: Handle, { algorithm, use }: Pick<WrappedKey, 'algorithm' | 'use'>): void {
    const at = { session, object };
    const { keys: quirks } = this.#family;
    const defects = [
      ...differencesFrom(checked(storedKeyShape(use), quirks), this.#cryptoki, at),
      ...mechanismDefects(this.#cryptoki, at, { quirks, mechanisms: allowedMechanisms(algorithm, use) }),
    ];
    if (defects.length > 0) throw new ServiceError('hsm.refused', `the token does not keep keys as it must: ${defects.join(', ')}`);
    if (!isOfAlgorithm(this.#cryptoki, algorithm, at)) throw new ServiceError('hsm.refused', 'the key is of another algorithm than its record says');
  }
}

function named(id: Buffer): { readonly type: number; readonly value: Buffer } {
  return { type: pkcs11js.CKA_ID, value: id };
}

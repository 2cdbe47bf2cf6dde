import { ServiceError } from '@paraph/contracts';
import { toBase64 } from '@paraph/kernel';
import { pkcs11js, type Handle } from '../binding.js';
import type { Cryptoki } from '../cryptoki.js';
import type { BorrowedObject, WantedObject } from '../object-cache.js';
import { publicParts, readPublicKey } from '../public-key.js';
import type { SessionPool } from '../session-pool.js';

/** The public halves of the token's own keys, for a token that takes no others to verify with. */
export class StoredPublicKeys {
  readonly #cryptoki: Cryptoki;
  readonly #pool: SessionPool;
  readonly #handles = new Map<string, Handle>();

  constructor(cryptoki: Cryptoki, pool: SessionPool) {
    this.#cryptoki = cryptoki;
    this.#pool = pool;
  }

  /** @throws `hsm.refused` for a key that is not the token's own */
  async borrow({ id, content: spki }: Pick<WantedObject, 'id' | 'content'>): Promise<BorrowedObject> {
    const handle = this.#handles.get(id) ?? (await this.#pool.use(async (session) => this.#find(session, spki)));
    this.#handles.set(id, handle);
    return { handle, release: () => undefined };
  }

  forget(id: string): Promise<void> {
    this.#handles.delete(id);
    return Promise.resolve();
  }

  #find(session: Handle, spki: Uint8Array): Handle {
    const parts = publicParts(readPublicKey(spki));
    const part = 'point' in parts ? { type: pkcs11js.CKA_EC_POINT, value: parts.point } : { type: pkcs11js.CKA_MODULUS, value: parts.modulus };
    const [handle] = this.#cryptoki.find(session, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PUBLIC_KEY }, part]);
    if (handle === undefined)
      throw new ServiceError('hsm.refused', `the token verifies with its own keys only, and ${toBase64(spki).slice(-8)} is none of them`);
    return handle;
  }
}

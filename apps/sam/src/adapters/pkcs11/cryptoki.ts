import { ServiceError } from '@paraph/contracts';
import { pkcs11js, type Handle } from './binding.js';
import { CkrError } from './ckr.js';

/** The binding itself. A test may hand in one that counts. */
export type Pkcs11 = pkcs11js.PKCS11;

/**
 * The PKCS#11 module of this process, initialised once. Every call goes through here, so that each answer but CKR_OK
 * has one shape and no buffer is collected while a thread of the pool still reads it.
 */
export class Cryptoki {
  readonly #native: Pkcs11;
  /** The binding keeps only the callback of an asynchronous call alive, not the memory it works on. */
  readonly #inUse = new Set<readonly Uint8Array[]>();

  private constructor(native: Pkcs11) {
    this.#native = native;
  }

  /** @throws `hsm.unavailable` when the module cannot be loaded or does not start */
  static load(path: string, native: Pkcs11 = new pkcs11js.PKCS11()): Cryptoki {
    const cryptoki = new Cryptoki(native);
    try {
      native.load(path);
      // Without this flag two concurrent asynchronous calls corrupt the module's memory.
      cryptoki.call((token) => token.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK }));
    } catch (cause) {
      throw new ServiceError('hsm.unavailable', 'the PKCS#11 module cannot be used', { cause });
    }
    return cryptoki;
  }

  /** A synchronous call: only for what a token answers from memory. @throws CkrError */
  call<T>(work: (token: Pkcs11) => T): T {
    try {
      return work(this.#native);
    } catch (error) {
      throw CkrError.from(error);
    }
  }

  /** A call on the thread pool; `buffers` is everything it reads or writes. @throws CkrError */
  async callAsync<T>(buffers: readonly Uint8Array[], work: (token: Pkcs11) => Promise<T>): Promise<T> {
    this.#inUse.add(buffers);
    try {
      return await work(this.#native);
    } catch (error) {
      throw CkrError.from(error);
    } finally {
      this.#inUse.delete(buffers);
    }
  }

  /** Slots of initialised tokens with this label. Slot numbers move, labels do not. */
  slotsOf(label: string): Handle[] {
    return this.call((token) =>
      token.C_GetSlotList(true).filter((slot) => {
        const info = token.C_GetTokenInfo(slot);
        return (info.flags & pkcs11js.CKF_TOKEN_INITIALIZED) !== 0 && info.label.trimEnd() === label;
      }),
    );
  }

  /** The one slot whose token has this label. @throws `hsm.unavailable` when there is none, or a choice */
  slotOf(label: string): Handle {
    const [slot, ...others] = this.slotsOf(label);
    if (slot === undefined || others.length > 0) {
      throw new ServiceError('hsm.unavailable', `${slot === undefined ? 'no token has' : 'several tokens have'} the configured label`);
    }
    return slot;
  }

  /** Objects that match, found once at start or in a ceremony: a search costs more with every object in the token. */
  find(session: Handle, template: pkcs11js.Template): Handle[] {
    return this.call((token) => {
      token.C_FindObjectsInit(session, template);
      const found: Handle[] = [];
      for (let more = token.C_FindObjects(session, 100); more.length > 0; more = token.C_FindObjects(session, 100)) found.push(...more);
      token.C_FindObjectsFinal(session);
      return found;
    });
  }

  /** Ends the module for the whole process. Nothing may be under way. */
  finalize(): void {
    this.call((token) => token.C_Finalize());
  }
}

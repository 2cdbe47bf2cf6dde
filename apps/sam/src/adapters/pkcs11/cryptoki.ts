import { ServiceError } from '@paraph/contracts';
import { pkcs11js, type Handle, type Mechanism, type Template } from './binding.js';
import { CkrError, isCkr, isTrouble } from './ckr.js';
import { inTime } from './overdue.js';
import { callInThread } from './threads/call-work.js';
import { TokenThreads } from './threads/token-threads.js';

/** The binding itself. A test may hand in one that counts. */
export type Pkcs11 = pkcs11js.PKCS11;

/** How a key pair is made. */
export interface GenerationOrder {
  readonly mechanism: Mechanism;
  readonly publicKey: Template;
  readonly privateKey: Template;
}

/** A call that takes longer than this is given up, unless somebody knows better. */
const HANG_MS = 5_000;
/** Making an RSA key may take a device a minute. */
const GENERATION_MS = 120_000;

/**
 * The PKCS#11 module of this process, initialised once however many tokens behind it are open. Every call goes through
 * here, so that each answer but CKR_OK has one shape and no buffer is collected while a thread still reads it.
 */
export class Cryptoki {
  static readonly #loaded = new Map<string, Cryptoki>();

  readonly path: string;
  readonly #native: Pkcs11;
  /** NSS is told by such a text where its tokens are; the standard knows no parameters. */
  readonly #parameters: string | undefined;
  /** The binding keeps only the callback of an asynchronous call alive, not the memory it works on. */
  readonly #inUse = new Set<readonly Uint8Array[]>();
  #users = 1;
  #connected = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #generation: TokenThreads | undefined;

  private constructor(path: string, native: Pkcs11, parameters: string | undefined) {
    this.path = path;
    this.#native = native;
    this.#parameters = parameters;
  }

  /** The module, started if it is not yet; each caller ends it once. @throws `hsm.unavailable` when it cannot be loaded or does not start */
  static load(path: string, native?: Pkcs11, parameters?: string): Cryptoki {
    const loaded = Cryptoki.#loaded.get(path);
    if (loaded !== undefined && native === undefined) {
      loaded.#users += 1;
      return loaded;
    }
    const own = native ?? new pkcs11js.PKCS11();
    const cryptoki = new Cryptoki(path, own, parameters);
    try {
      own.load(path);
      cryptoki.#initialise();
    } catch (cause) {
      throw new ServiceError('hsm.unavailable', 'the PKCS#11 module cannot be used', { cause });
    }
    Cryptoki.#loaded.set(path, cryptoki);
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

  /** A call on the thread pool; `buffers` is everything it reads or writes. @throws CkrError, Overdue */
  async callAsync<T>(buffers: readonly Uint8Array[], work: (token: Pkcs11) => Promise<T>, hangMs = HANG_MS): Promise<T> {
    this.#inUse.add(buffers);
    const done = this.#caught(work).finally(() => this.#inUse.delete(buffers));
    return inTime(done, hangMs);
  }

  /** Makes a key pair. RSA takes a second of a processor: in a thread that stands back for those that sign. @throws CkrError, Overdue */
  async generateKeyPair(session: Handle, order: GenerationOrder): Promise<{ readonly privateKey: Handle; readonly publicKey: Handle }> {
    const { mechanism, privateKey, publicKey } = order;
    if (mechanism.mechanism !== pkcs11js.CKM_RSA_PKCS_KEY_PAIR_GEN) {
      return this.callAsync([], (token) => token.C_GenerateKeyPairAsync(session, mechanism, publicKey, privateKey), GENERATION_MS);
    }
    const bounds = { module: this.path, threads: 1, niceness: 19, hangMs: GENERATION_MS, waitMs: GENERATION_MS, maxWaiting: 1000 };
    this.#generation ??= new TokenThreads(bounds);
    const made = await callInThread(this.#generation, 'C_GenerateKeyPair', [session, mechanism, publicKey, privateKey]);
    return keyPairFrom(made);
  }

  /** A connection lives by the module: until it says that it has ended, the module is not started anew. */
  connected(): () => void {
    this.#connected += 1;
    let isOver = false;
    return () => {
      if (!isOver) this.#connected -= 1;
      isOver = true;
    };
  }

  /** One attempt to heal a token at a time: the tokens behind one module share its fate. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /**
   * Ends the module and starts it again, which some need after their token was gone (behind p11-kit every call fails until
   * then). Answers false, and does nothing, while a connection still lives by it. @throws CkrError
   */
  restart(): boolean {
    if (this.#connected > 0) return false;
    try {
      this.call((token) => token.C_Finalize());
    } catch (error) {
      // What matters is whether it can be started.
      if (!(error instanceof CkrError)) throw error;
    }
    this.#initialise();
    return true;
  }

  /** Slots of initialised tokens with this label. Slot numbers move, labels do not. */
  slotsOf(label: string): Handle[] {
    return this.call((token) =>
      token.C_GetSlotList(true).filter((slot) => {
        const info = this.#tokenInfo(slot);
        return info !== undefined && (info.flags & pkcs11js.CKF_TOKEN_INITIALIZED) !== 0 && info.label.trimEnd() === label;
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

  /**
   * Ends the module for the whole process, when the last of its users does. While a call that did not come back is still
   * in it, it is left as it is: the process ends it.
   */
  finalize(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    if (Cryptoki.#loaded.get(this.path) === this) Cryptoki.#loaded.delete(this.path);
    const generation = this.#generation;
    this.#generation = undefined;
    void generation?.close();
    if (this.#connected > 0 || (generation?.hung ?? 0) > 0) return;
    try {
      this.call((token) => token.C_Finalize());
    } catch (error) {
      // It was lost while it was started anew.
      if (!isCkr(error, 'CKR_CRYPTOKI_NOT_INITIALIZED')) throw error;
    }
  }

  #initialise(): void {
    // Without this flag two concurrent asynchronous calls corrupt the module's memory.
    const flags = pkcs11js.CKF_OS_LOCKING_OK;
    const libraryParameters = this.#parameters;
    this.call((token) => token.C_Initialize(libraryParameters === undefined ? { flags } : { flags, libraryParameters }));
  }

  async #caught<T>(work: (token: Pkcs11) => Promise<T>): Promise<T> {
    try {
      return await work(this.#native);
    } catch (error) {
      throw CkrError.from(error);
    }
  }

  /** A slot whose token does not answer is one without the token that is looked for: others stand beside it. */
  #tokenInfo(slot: Handle): pkcs11js.TokenInfo | undefined {
    try {
      return this.call((token) => token.C_GetTokenInfo(slot));
    } catch (error) {
      if (isTrouble(error) || isCkr(error, 'CKR_GENERAL_ERROR', 'CKR_FUNCTION_FAILED')) return undefined;
      throw error;
    }
  }
}

function keyPairFrom(made: unknown): { readonly privateKey: Handle; readonly publicKey: Handle } {
  // The binding's own type, which a message between threads does not keep.
  const { privateKey, publicKey } = made as { readonly privateKey: Uint8Array; readonly publicKey: Uint8Array };
  return { privateKey: Buffer.from(privateKey), publicKey: Buffer.from(publicKey) };
}

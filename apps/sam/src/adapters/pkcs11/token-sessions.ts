import { ServiceError } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';
import { pkcs11js, type Handle } from './binding.js';
import { CkrError, isCkr, translated } from './ckr.js';
import type { Cryptoki } from './cryptoki.js';

/** CK_STATE of a session of the logged-in user (PKCS#11 v2.40 base, section 3.3): read-only, read/write. */
const USER_STATES: readonly number[] = [1, 3];

/** The token would not accept the PIN: it is not tried again in this process, since tokens lock. */
export class PinRefused extends ServiceError {}

/**
 * Owns the login and the life of every session: whoever needs one asks here. The login belongs to the process and ends
 * with its last session, so one session is kept for it alone.
 *
 * Sessions are read-only: the SAM makes session objects, and leaves nothing in the token but its mark.
 */
export class TokenSessions {
  readonly #cryptoki: Cryptoki;
  readonly #slot: Handle;
  readonly #login: Handle;
  #open = 0;
  /** Sessions that the token would not close: tried again with the next one, and whenever somebody asks how the token is. */
  #unclosed: Handle[] = [];
  readonly #emptied = Promise.withResolvers<void>();

  /** Logs in, once: a PIN that was refused is never tried again, since tokens lock. @throws `hsm.unavailable` */
  constructor(cryptoki: Cryptoki, token: { readonly label: string; readonly pin: Secret }) {
    this.#cryptoki = cryptoki;
    this.#slot = cryptoki.slotOf(token.label);
    this.#login = this.open();
    try {
      cryptoki.call((native) => native.C_Login(this.#login, pkcs11js.CKU_USER, token.pin.reveal()));
    } catch (error) {
      this.close(this.#login);
      if (isCkr(error, 'CKR_PIN_INCORRECT', 'CKR_PIN_LOCKED', 'CKR_PIN_LEN_RANGE', 'CKR_PIN_INVALID', 'CKR_PIN_EXPIRED')) {
        throw new PinRefused('hsm.unavailable', 'the token does not accept the PIN', { cause: error });
      }
      // The login belongs to the process: another connection, or a session that nobody could close, still holds it.
      if (isCkr(error, 'CKR_USER_ALREADY_LOGGED_IN')) return;
      throw translated(error, 'before-signing');
    }
  }

  /** How many sessions are open, the one of the login included. */
  get count(): number {
    return this.#open;
  }

  /** A new session; one that may write is for the mark alone. @throws `hsm.unavailable` */
  open({ mayWrite = false }: { readonly mayWrite?: boolean } = {}): Handle {
    const flags = pkcs11js.CKF_SERIAL_SESSION | (mayWrite ? pkcs11js.CKF_RW_SESSION : 0);
    try {
      const session = this.#cryptoki.call((native) => native.C_OpenSession(this.#slot, flags));
      this.#open += 1;
      return session;
    } catch (error) {
      throw translated(error, 'before-signing');
    }
  }

  /** Ends a session and every session object made in it. One that the token lost already is as good as closed. */
  close(session: Handle): void {
    this.#open -= 1;
    if (this.#open === 0) this.#emptied.resolve();
    this.#unclosed.push(session);
    this.#closeThem();
  }

  /** When the last session, which is the one of the login, has been given back. */
  get emptied(): Promise<void> {
    return this.#emptied.promise;
  }

  /** The session that the login is kept by. */
  get login(): Handle {
    return this.#login;
  }

  /** Whether the token still counts us as its user. @throws CkrError */
  isLoggedIn(): boolean {
    this.#closeThem();
    return isUserState(this.#cryptoki.call((native) => native.C_GetSessionInfo(this.#login)));
  }

  /** Logs out by ending the last session. */
  end(): void {
    this.close(this.#login);
  }

  #closeThem(): void {
    this.#unclosed = this.#unclosed.filter((one) => !this.#isClosed(one));
  }

  #isClosed(session: Handle): boolean {
    try {
      this.#cryptoki.call((native) => native.C_CloseSession(session));
      return true;
    } catch (error) {
      if (!(error instanceof CkrError)) throw error;
      return isCkr(error, 'CKR_SESSION_HANDLE_INVALID', 'CKR_SESSION_CLOSED', 'CKR_CRYPTOKI_NOT_INITIALIZED');
    }
  }
}

/** Whether a session is one of the logged-in user, by C_GetSessionInfo's answer. */
export function isUserState({ state }: { readonly state: number }): boolean {
  return USER_STATES.includes(state);
}

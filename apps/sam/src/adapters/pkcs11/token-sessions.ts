import { ServiceError } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';
import { pkcs11js, type Handle } from './binding.js';
import { CkrError, isCkr, translated } from './ckr.js';
import type { Cryptoki } from './cryptoki.js';

/** CK_STATE of a session of the logged-in user (PKCS#11 v2.40 base, section 3.3): read-only, read/write. */
const USER_STATES: readonly number[] = [1, 3];

/**
 * Owns the login and the life of every session: whoever needs one asks here. The login belongs to the process and ends
 * with its last session, so one session is kept for it alone.
 *
 * Sessions are read-only: the SAM makes session objects, and leaves nothing in the token.
 */
export class TokenSessions {
  readonly #cryptoki: Cryptoki;
  readonly #slot: Handle;
  readonly #login: Handle;
  #open = 0;

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
        throw new ServiceError('hsm.unavailable', 'the token does not accept the PIN', { cause: error });
      }
      throw translated(error, 'before-signing');
    }
  }

  /** How many sessions are open, the one of the login included. */
  get count(): number {
    return this.#open;
  }

  /** A new session. @throws `hsm.unavailable` */
  open(): Handle {
    try {
      const session = this.#cryptoki.call((native) => native.C_OpenSession(this.#slot, pkcs11js.CKF_SERIAL_SESSION));
      this.#open += 1;
      return session;
    } catch (error) {
      throw translated(error, 'before-signing');
    }
  }

  /** Ends a session and every session object made in it. One that the token lost already is as good as closed. */
  close(session: Handle): void {
    this.#open -= 1;
    try {
      this.#cryptoki.call((native) => native.C_CloseSession(session));
    } catch (error) {
      if (!(error instanceof CkrError)) throw error;
    }
  }

  /** Whether the token still counts us as its user. @throws CkrError */
  isLoggedIn(): boolean {
    const { state } = this.#cryptoki.call((native) => native.C_GetSessionInfo(this.#login));
    return USER_STATES.includes(state);
  }

  /** Logs out by ending the last session. */
  end(): void {
    this.close(this.#login);
  }
}

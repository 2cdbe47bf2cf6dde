import { ServiceError } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';
import { pkcs11js, type Handle } from '../binding.js';
import { Cryptoki } from '../cryptoki.js';
import type { AnyTokenFamily } from '../token-family.js';

/** Who acts in a step of the ceremony. A token refuses two of them at once in one process. */
type Role = 'user' | 'officer';

const userTypes: Readonly<Record<Role, number>> = { user: pkcs11js.CKU_USER, officer: pkcs11js.CKU_SO };

/** The token of a ceremony, with both PINs. */
export interface CeremonyToken {
  readonly module: string;
  readonly label: string;
  readonly pin: Secret;
  readonly soPin: Secret;
  /** What the module is told when it starts, where it wants to be told something. */
  readonly moduleParameters?: string | undefined;
  /** Kinds of token beside the built-in ones. */
  readonly families?: readonly AnyTokenFamily[] | undefined;
}

/**
 * One step of the ceremony: loads the module, logs one role in with write access, works, and ends the module, since a
 * module may keep its view of the token while another program changes it.
 */
export async function actAs<T>(role: Role, token: CeremonyToken, work: (cryptoki: Cryptoki, session: Handle) => T | Promise<T>): Promise<T> {
  const cryptoki = Cryptoki.load(token.module, undefined, token.moduleParameters);
  try {
    const slot = cryptoki.slotOf(token.label);
    const session = cryptoki.call((native) => native.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION));
    logIn(cryptoki, { session, role, token });
    return await work(cryptoki, session);
  } finally {
    cryptoki.finalize();
  }
}

function logIn(cryptoki: Cryptoki, { session, role, token }: { session: Handle; role: Role; token: CeremonyToken }): void {
  const pin = role === 'user' ? token.pin : token.soPin;
  try {
    cryptoki.call((native) => native.C_Login(session, userTypes[role], pin.reveal()));
  } catch (cause) {
    throw new ServiceError('hsm.unavailable', `the token does not let its ${role} in`, { cause });
  }
}

/** Initialises an empty token with this label, and the user's PIN, where that has not been done. Answers what it did. */
export async function initialiseToken(token: CeremonyToken): Promise<string[]> {
  const done: string[] = [];
  if (labelFreeToken(token)) done.push('token');
  if (!hasUserPin(token)) {
    await actAs('officer', token, (cryptoki, session) => cryptoki.call((native) => native.C_InitPIN(session, token.pin.reveal())));
    done.push('user-pin');
  }
  return done;
}

/** C_InitToken erases what a token holds, so it is asked only for one that was never initialised. */
function labelFreeToken({ module, moduleParameters, label, soPin }: CeremonyToken): boolean {
  const cryptoki = Cryptoki.load(module, undefined, moduleParameters);
  try {
    if (cryptoki.slotsOf(label).length > 0) return false;
    const free = cryptoki.call((native) =>
      native.C_GetSlotList(true).find((slot) => (native.C_GetTokenInfo(slot).flags & pkcs11js.CKF_TOKEN_INITIALIZED) === 0),
    );
    if (free === undefined) throw new ServiceError('hsm.unavailable', 'there is neither a token with the label nor an empty one');
    cryptoki.call((native) => native.C_InitToken(free, soPin.reveal(), label.padEnd(32, ' ')));
    return true;
  } finally {
    cryptoki.finalize();
  }
}

function hasUserPin({ module, moduleParameters, label }: CeremonyToken): boolean {
  const cryptoki = Cryptoki.load(module, undefined, moduleParameters);
  try {
    const slot = cryptoki.slotOf(label);
    return (cryptoki.call((native) => native.C_GetTokenInfo(slot)).flags & pkcs11js.CKF_USER_PIN_INITIALIZED) !== 0;
  } finally {
    cryptoki.finalize();
  }
}

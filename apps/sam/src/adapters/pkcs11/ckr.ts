import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { isNativeError } from 'node:util/types';
import { pkcs11js } from './binding.js';
import { Overdue } from './overdue.js';

/** CKR_ACTION_PROHIBITED, an attribute such as CKA_MODIFIABLE forbids the act: the binding has no name for it. */
const ACTION_PROHIBITED = 0x1b;

/** Any answer of the token but CKR_OK, whichever way the binding reported it. */
export class CkrError extends Error {
  override readonly name = 'CkrError';
  /** As the standard writes it, `CKR_GENERAL_ERROR`. */
  readonly ckr: string;

  constructor(
    ckr: string,
    readonly code: number,
  ) {
    super(`${ckr} (0x${code.toString(16)})`);
    this.ckr = code === ACTION_PROHIBITED ? 'CKR_ACTION_PROHIBITED' : ckr;
  }

  /** The binding has three shapes of error. What is no answer of the token comes back unchanged. */
  static from(error: unknown): unknown {
    // The native module throws errors of its own realm, so `instanceof Error` is no test.
    if (!isNativeError(error)) return error;
    if (error instanceof pkcs11js.Pkcs11Error) return new CkrError(error.message, error.code);
    const [, ckr, code] = /^(CKR_\w+):(\d+)$/.exec(error.message) ?? [];
    return ckr === undefined ? error : new CkrError(ckr, Number(code));
  }
}

/** What an answer says. One that stands nowhere is a bug, of ours (CKR_ARGUMENTS_BAD, CKR_BUFFER_TOO_SMALL) or of the token. */
const meanings = {
  /** The token looked at the request and would not do it. */
  refused: `ACTION_PROHIBITED ATTRIBUTE_READ_ONLY ATTRIBUTE_SENSITIVE ATTRIBUTE_TYPE_INVALID ATTRIBUTE_VALUE_INVALID
    DATA_INVALID DATA_LEN_RANGE DOMAIN_PARAMS_INVALID FUNCTION_NOT_SUPPORTED FUNCTION_REJECTED
    KEY_FUNCTION_NOT_PERMITTED KEY_INDIGESTIBLE KEY_NOT_WRAPPABLE KEY_SIZE_RANGE KEY_TYPE_INCONSISTENT
    KEY_UNEXTRACTABLE MECHANISM_INVALID MECHANISM_PARAM_INVALID OPERATION_ACTIVE
    OPERATION_NOT_INITIALIZED SESSION_READ_ONLY SIGNATURE_INVALID SIGNATURE_LEN_RANGE TEMPLATE_INCOMPLETE
    TEMPLATE_INCONSISTENT TOKEN_WRITE_PROTECTED UNWRAPPING_KEY_SIZE_RANGE
    UNWRAPPING_KEY_TYPE_INCONSISTENT WRAPPED_KEY_INVALID WRAPPED_KEY_LEN_RANGE
    WRAPPING_KEY_SIZE_RANGE WRAPPING_KEY_TYPE_INCONSISTENT`,
  /** The token was not reached: no session, no login, no device, or what we had in it is gone: we use no handles but its own. */
  absent: `CRYPTOKI_NOT_INITIALIZED KEY_HANDLE_INVALID OBJECT_HANDLE_INVALID PIN_EXPIRED PIN_INCORRECT PIN_INVALID PIN_LEN_RANGE
    PIN_LOCKED SESSION_COUNT SESSION_HANDLE_INVALID SLOT_ID_INVALID TOKEN_NOT_PRESENT TOKEN_NOT_RECOGNIZED USER_NOT_LOGGED_IN
    UNWRAPPING_KEY_HANDLE_INVALID USER_PIN_NOT_INITIALIZED WRAPPING_KEY_HANDLE_INVALID`,
  /** The device broke while it worked. */
  failed: 'DEVICE_ERROR DEVICE_MEMORY DEVICE_REMOVED FUNCTION_CANCELED HOST_MEMORY SESSION_CLOSED',
  /** Tokens use these for anything: SoftHSM says CKR_GENERAL_ERROR for a damaged blob. */
  unclear: 'FUNCTION_FAILED GENERAL_ERROR',
} as const;
type Meaning = keyof typeof meanings;

/** Whether the token had been handed what it should sign when it answered. */
export type Stage = 'before-signing' | 'signing';
type HsmCode = Extract<ErrorCode, `hsm.${string}`>;

const codes: Readonly<Record<Stage, Readonly<Record<Meaning, HsmCode>>>> = {
  'before-signing': { refused: 'hsm.refused', absent: 'hsm.unavailable', failed: 'hsm.unavailable', unclear: 'hsm.refused' },
  signing: { refused: 'hsm.refused', absent: 'hsm.unavailable', failed: 'hsm.ambiguous', unclear: 'hsm.ambiguous' },
};

const details: Readonly<Record<HsmCode, string>> = {
  'hsm.refused': 'the token refused the operation',
  'hsm.unavailable': 'the token does not answer',
  'hsm.ambiguous': 'the token failed while it signed',
};

function meaningOf(ckr: string): Meaning | undefined {
  const name = ckr.slice('CKR_'.length);
  const all: readonly Meaning[] = ['refused', 'absent', 'failed', 'unclear'];
  return all.find((meaning) => meanings[meaning].split(/\s+/).includes(name));
}

/** Turns an answer of the token into the error the domain knows. What has no row, and what is no answer, stays a bug. */
export function translated(error: unknown, stage: Stage): unknown {
  if (error instanceof Overdue) {
    const code = codes[stage].failed;
    return new ServiceError(code, details[code], { cause: error, retryAfter: 1 });
  }
  if (!(error instanceof CkrError)) return error;
  const meaning = meaningOf(error.ckr);
  if (meaning === undefined) return new Error(`the token gave an answer that nobody expects: ${error.message}`, { cause: error });
  const code = codes[stage][meaning];
  return new ServiceError(code, details[code], { cause: error });
}

/** Whether the token answered one of these. */
export function isCkr(error: unknown, ...answers: readonly string[]): boolean {
  return error instanceof CkrError && answers.includes(error.ckr);
}

/** What an answer says of the token: that it is gone or broken, perhaps, or nothing. */
export function isTrouble(error: unknown): boolean {
  if (!(error instanceof CkrError)) return false;
  const meaning = meaningOf(error.ckr);
  return meaning === 'absent' || meaning === 'failed';
}

/** Whether the token looked at the request and would not do it: it says nothing about the state of the token. */
export function isRefusal(error: unknown): boolean {
  return error instanceof CkrError && meaningOf(error.ckr) === 'refused';
}

/** An answer that came as text out of another thread. */
export function answerOf(text: string): unknown {
  return CkrError.from(new Error(text));
}

import type { Secret } from '@paraph/kernel';
import { pkcs11js, type Handle, type Template } from '../src/adapters/pkcs11/binding.js';
import { CkrError } from '../src/adapters/pkcs11/ckr.js';
import type { TokenSettings } from '../src/adapters/pkcs11/pkcs11-token.js';

/** Calls that a test counts. */
export interface Counts {
  login: number;
  open: number;
  close: number;
}

/** The binding, counting. */
export function bindingWithCounts(): { native: pkcs11js.PKCS11; counts: Counts } {
  const native = new pkcs11js.PKCS11();
  const counts = { login: 0, open: 0, close: 0 };
  const login = native.C_Login.bind(native);
  const open = native.C_OpenSession.bind(native);
  const close = native.C_CloseSession.bind(native);
  native.C_Login = (...args) => ((counts.login += 1), login(...args));
  native.C_OpenSession = (...args) => ((counts.open += 1), open(...args));
  native.C_CloseSession = (...args) => ((counts.close += 1), close(...args));
  return { native, counts };
}

/** A second hand on the token: what code that got into the SAM's process could do, by the SAM's own login. */
export interface RawSession {
  readonly native: pkcs11js.PKCS11;
  readonly session: Handle;
  find(...template: Template): Handle[];
  /** What the token answers: `CKR_OK`, or the name of its refusal. */
  answer(attempt: () => unknown): string;
  close(): void;
}

/** Opens one in a process whose token is open. With a PIN, as another client: behind p11-kit each loading of the module is one. */
export function openRawSession({ module, label }: Pick<TokenSettings, 'module' | 'label'>, pin?: Secret): RawSession {
  const native = new pkcs11js.PKCS11();
  native.load(module);
  if (pin !== undefined) native.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK });
  const slot = native.C_GetSlotList(true).find((one) => native.C_GetTokenInfo(one).label.trimEnd() === label);
  if (slot === undefined) throw new Error('no such token');
  const session = native.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION);
  if (pin !== undefined) native.C_Login(session, pkcs11js.CKU_USER, pin.reveal());
  return {
    native,
    session,
    find: (...template) => {
      native.C_FindObjectsInit(session, template);
      const found = native.C_FindObjects(session, 100);
      native.C_FindObjectsFinal(session);
      return found;
    },
    answer: (attempt) => {
      try {
        attempt();
        return 'CKR_OK';
      } catch (error) {
        const answer = CkrError.from(error);
        if (answer instanceof CkrError) return answer.ckr;
        throw error;
      }
    },
    close: () => (pin === undefined ? native.C_CloseSession(session) : native.C_Finalize()),
  };
}

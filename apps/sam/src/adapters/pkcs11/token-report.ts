import { ServiceError } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';
import { pkcs11js } from './binding.js';
import { Cryptoki, type Pkcs11 } from './cryptoki.js';
import { describe, omissionsOf, recognised, type AnyTokenFamily, type TokenDescription } from './token-family.js';
import { inSessions, needsOf } from './examination.js';
import { trialsOf, tryOut, weaknessesOf, type Finding, type Trial } from './token-trials.js';

/** A token to report on. */
export interface ReportOrder {
  readonly module: string;
  readonly label: string;
  readonly pin: Secret;
  readonly moduleParameters?: string | undefined;
  readonly families?: readonly AnyTokenFamily[] | undefined;
}

/** What a token is and does, found by trying all of it. */
export interface TokenReport {
  readonly token: TokenDescription & { readonly firmware: string; readonly library: string };
  readonly family: string;
  readonly findings: readonly (Finding & Pick<Trial, 'says' | 'kind'>)[];
  /** Why the SAM would not use it; undefined when it would. */
  readonly refusal: string | undefined;
  readonly weaknesses: readonly string[];
}

/**
 * Tries everything on a token, as its user. It writes objects into the token and destroys them again: for a token that is
 * being chosen, not for one at work. @throws `hsm.unavailable`, `hsm.refused` for a token that is not reached or not known
 */
export function reportOn(order: ReportOrder, native?: Pkcs11): TokenReport {
  const cryptoki = Cryptoki.load(order.module, native, order.moduleParameters);
  try {
    const slot = cryptoki.slotOf(order.label);
    const firmware = versionOf(cryptoki.call((token) => token.C_GetTokenInfo(slot).firmwareVersion));
    const library = versionOf(cryptoki.call((token) => token.C_GetInfo().libraryVersion));
    const token = { ...describe(cryptoki, slot), firmware, library };
    const family = recognised(token, order.families);
    const open = (): Buffer => cryptoki.call((native) => native.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION));
    const login = open();
    cryptoki.call((native) => native.C_Login(login, pkcs11js.CKU_USER, order.pin.reveal()));
    const trials = trialsOf(family);
    const findings = tryOut(trials, inSessions(cryptoki, family, { open, close: (session) => cryptoki.call((native) => native.C_CloseSession(session)) }));
    return { token, family: family.name, ...conclusions(family, trials, findings) };
  } finally {
    cryptoki.finalize();
  }
}

type Conclusions = Pick<TokenReport, 'findings' | 'refusal' | 'weaknesses'>;

function conclusions(family: AnyTokenFamily, trials: readonly Trial[], found: readonly Finding[]): Conclusions {
  const findings = found.map((finding, index) => ({ ...finding, says: trials[index]?.says ?? '', kind: trials[index]?.kind ?? 'ability' }));
  try {
    return { findings, refusal: undefined, weaknesses: [...weaknessesOf(trials, found, needsOf(family)), ...omissionsOf(family)] };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { findings, refusal: error.message, weaknesses: [] };
  }
}

function versionOf({ major, minor }: { readonly major: number; readonly minor: number }): string {
  return `${major}.${minor}`;
}

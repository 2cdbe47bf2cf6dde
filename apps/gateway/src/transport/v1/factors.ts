import type { AuthorisationFacts } from '@paraph/contracts';

/** Whether a factor has to be brought (v1 11.5). */
export type Presence = 'true' | 'false' | 'optional';

/** How v1 sees a credential's authorisation: a PIN and one kind of code is all it has words for. */
export interface FactorsV1 {
  readonly mode: 'implicit' | 'explicit' | 'oauth2code';
  readonly pin: Presence;
  readonly otp: Presence;
  /** What `OTP` is here: a code that is sent, or one that the signer reads off a device. */
  readonly code: 'OTP' | 'TOTP';
}

/** @param facts absent where the SAM knows of no policy */
export function factorsOf(facts: AuthorisationFacts | undefined): FactorsV1 {
  const sayable = (facts?.explicit ?? []).filter((one) => !one.includes('ORDER') && !(one.includes('OTP') && one.includes('TOTP')));
  // Where there are both kinds of code, the one that is sent is the one that needs no device.
  const code = sayable.some((one) => one.includes('OTP')) || !sayable.some((one) => one.includes('TOTP')) ? 'OTP' : 'TOTP';
  const other = code === 'OTP' ? 'TOTP' : 'OTP';
  const combinations = sayable.filter((one) => !one.includes(other));
  const presence = (id: 'PIN' | 'OTP' | 'TOTP'): Presence => {
    if (!combinations.some((one) => one.includes(id))) return 'false';
    return combinations.every((one) => one.includes(id)) ? 'true' : 'optional';
  };
  if (combinations.length > 0) return { mode: 'explicit', pin: presence('PIN'), otp: presence(code), code };
  return { mode: facts?.byLink === true ? 'implicit' : 'oauth2code', pin: 'false', otp: 'false', code };
}

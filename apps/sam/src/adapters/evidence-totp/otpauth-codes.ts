import { Secret, TOTP } from 'otpauth';
import { TimeBasedCodes } from '../../domain/ports/time-based-codes.js';

/** What authenticator apps make unless told otherwise (RFC 6238 section 4, RFC 4226 section 5.3). */
const FORM = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Steps to either side, for clocks that are not quite right (RFC 6238 section 5.2). */
const WINDOW = 1;

/** Time-based codes by the library otpauth. */
export class OtpauthCodes extends TimeBasedCodes {
  override step(secret: Uint8Array, code: string, now: Date): number | undefined {
    // The library compares texts of any kind, and pads what it makes.
    if (!/^\d{6}$/.test(code)) return undefined;
    const timestamp = now.getTime();
    // A buffer of its own: the library takes the whole of it for the key.
    const delta = TOTP.validate({ ...FORM, token: code, secret: new Secret({ buffer: Uint8Array.from(secret).buffer }), timestamp, window: WINDOW });
    return delta === null ? undefined : TOTP.counter({ period: FORM.period, timestamp }) + delta;
  }
}

/** Codes of a time-based secret (RFC 6238): HMAC-SHA-1, steps of 30 seconds, six digits. */
export abstract class TimeBasedCodes {
  /** The time step this code belongs to, if it is one of now, of the step before or of the next one. */
  abstract step(secret: Uint8Array, code: string, now: Date): number | undefined;
}

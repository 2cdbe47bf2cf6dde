import { fromBase32 } from './base32.js';

/** RFC 6238 as authenticator apps do it: steps of 30 seconds, six digits, HMAC-SHA-1. */
const STEP_SECONDS = 30;
const DIGITS = 6;

/** How many steps the app's clock may be away from this one. */
const TOLERANCE = 2;

/**
 * Whether a code comes from this secret about now. Asked before a registration is sent, since a mistyped first code
 * would otherwise be noticed only by the SAM, after everything else was registered; the SAM verifies it all the same.
 * @param {string} secret Base32
 * @param {string} code
 * @param {Date} now
 */
export async function isTotp(secret, code, now) {
  const step = Math.floor(now.getTime() / 1000 / STEP_SECONDS);
  const around = Array.from({ length: 2 * TOLERANCE + 1 }, (_, index) => step + index - TOLERANCE);
  const codes = await Promise.all(around.map((one) => totp(secret, one)));
  return codes.includes(code);
}

/**
 * The code of one step (RFC 4226 section 5.3).
 * @param {string} secret Base32 @param {number} step
 */
export async function totp(secret, step) {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const key = await crypto.subtle.importKey('raw', fromBase32(secret), { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']);
  const mac = new DataView(await crypto.subtle.sign('HMAC', key, counter.buffer));
  const offset = mac.getUint8(19) & 0xf;
  const number = mac.getUint32(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

import type { Token } from '../../ports/token.js';

/** Digits of a code. */
const DIGITS = 6;
const CODES = 10 ** DIGITS;
/** The largest multiple of all codes that four bytes hold: what lies above would make some codes likelier than others. */
const FAIR = Math.floor(2 ** 32 / CODES) * CODES;
/** Candidates fetched at once; the chance that none of them is fair is below one in 10^28. */
const CANDIDATES = 8;

/** A code of six digits from the token's own randomness, each as likely as any other. @throws `hsm.unavailable` */
export async function makeCode(token: Pick<Token, 'random'>): Promise<string> {
  const bytes = Buffer.from(await token.random(4 * CANDIDATES));
  for (let at = 0; at < bytes.length; at += 4) {
    const number = bytes.readUInt32BE(at);
    if (number < FAIR) return String(number % CODES).padStart(DIGITS, '0');
  }
  throw new Error('the token’s randomness is not random');
}

/** Whether a text has the form of a code. */
export function isCode(text: string): boolean {
  return /^\d{6}$/.test(text);
}

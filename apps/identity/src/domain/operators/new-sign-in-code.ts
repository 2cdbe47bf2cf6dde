import { randomInt } from 'node:crypto';

/** Consonants that make no words and are not taken for digits (RFC 8628 section 6.1). */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const GROUP = 4;

/** A code to compare: two groups of letters, 34 bits. It approves nothing by itself; that takes a passkey. */
export function newSignInCode(): string {
  return `${group()}-${group()}`;
}

function group(): string {
  return Array.from({ length: GROUP }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
}

import { hash } from 'node:crypto';
import type { MacPurpose } from '../domain/ports/token.js';
import { RecentlyUsed } from '../domain/recently-used.js';

/**
 * What is read for every signature, or many times on the way to one. Nothing that a person types is among it: whoever reads this process's memory could try all
 * PINs and codes against what is remembered of them, which is what their MACs in the token prevent.
 */
const REMEMBERED: ReadonlySet<MacPurpose> = new Set(['binding-record', 'wrapped-key', 'activation', 'enrolment']);

/** Rows remembered at most, of each purpose; at least half of them, those used last. */
const MOST = 20_000;

/**
 * Which rows this process knows to carry their MAC, since the token made or verified it: the same row need not be taken to the
 * token for each signature. Known by SHA-256 over purpose, MAC and every byte of the row, so that another row, another MAC or another
 * purpose is another entry. It says that a row is the SAM's own; whether it is the newest one, it does not say.
 */
export class VerifiedMacs {
  readonly #known: ReadonlyMap<MacPurpose, RecentlyUsed>;

  constructor(most = MOST) {
    this.#known = new Map([...REMEMBERED].map((purpose) => [purpose, new RecentlyUsed(most)]));
  }

  /** Remembers a row whose MAC the token made, or found right. */
  add(purpose: MacPurpose, bytes: Uint8Array, mac: Uint8Array): void {
    this.#known.get(purpose)?.add(nameOf(purpose, bytes, mac));
  }

  has(purpose: MacPurpose, bytes: Uint8Array, mac: Uint8Array): boolean {
    return this.#known.get(purpose)?.has(nameOf(purpose, bytes, mac)) ?? false;
  }
}

// The MAC's length stands before it, and no purpose holds a zero byte: two different triples never read alike.
function nameOf(purpose: MacPurpose, bytes: Uint8Array, mac: Uint8Array): string {
  return hash('sha256', Buffer.concat([Buffer.from(`${purpose}\0${mac.length}\0`), mac, bytes]), 'base64url');
}

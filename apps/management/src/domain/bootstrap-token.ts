import { sha256, type Secret } from '@paraph/kernel';
import { timingSafeEqual } from 'node:crypto';

/** Fewer characters than this could be guessed. */
const SHORTEST = 32;

/** The one token that opens the management API. */
export class BootstrapToken {
  readonly #digest: Uint8Array;

  constructor(token: Secret) {
    const text = token.reveal();
    if (text.length < SHORTEST) throw new Error(`the bootstrap token has fewer than ${SHORTEST} characters`);
    this.#digest = sha256(text);
  }

  /** Whether an Authorization header carries the token. Takes as long for a near miss as for a wild guess. */
  isIn(header: string | undefined): boolean {
    const offered = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
    return offered !== undefined && timingSafeEqual(sha256(offered), this.#digest);
  }
}

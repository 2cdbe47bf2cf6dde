import { sha256, type Secret } from '@paraph/kernel';
import { timingSafeEqual } from 'node:crypto';

/** The token from the file: for trials, and for programs that read the log. */
export class AuditorToken {
  readonly #digest: Uint8Array;

  constructor(token: Secret) {
    this.#digest = sha256(token.reveal());
  }

  /** Takes as long for a near miss as for a wild guess. */
  is(offered: string): boolean {
    return timingSafeEqual(sha256(offered), this.#digest);
  }
}

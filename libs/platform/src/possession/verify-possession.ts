import { ServiceError } from '@paraph/contracts';
import { sha256, toBase64Url, whyUnproven, type Clock, type Secret } from '@paraph/kernel';
import type { PresentedProof } from './presented-proof.js';
import type { SignedProofs } from './signed-proofs.js';

/** How far ahead of our clock a client's may be, in seconds. */
const AHEAD = 60;

/** For how long a proof could be shown again: a minute of age and what it may be ahead. Milliseconds. */
const WINDOW_MS = (60 + AHEAD) * 1_000;

/** Most proofs remembered for one window. */
const MOST = 200_000;

/** The token that is shown, and the key it is bound to. */
export interface BoundToken {
  readonly token: Secret;
  readonly thumbprint: string;
}

/**
 * Verifies that whoever shows a token that is bound to a key holds that key (RFC 9449 sections 4.3 and 7). Each proof counts once
 * on this replica; a proof with a SAD is verified by the SAM once more.
 */
export class VerifyPossession {
  /** Two halves, so that forgetting costs nothing: what is in either was seen within the window, or a little before. */
  #young = new Set<string>();
  #old: ReadonlySet<string> = new Set();
  #youngSince = 0;

  constructor(
    private readonly proofs: SignedProofs,
    private readonly clock: Clock,
  ) {}

  /** @throws ServiceError `proof.invalid` */
  async run({ proof, method, url }: PresentedProof, { token, thumbprint }: BoundToken): Promise<void> {
    const signed = await this.proofs.verify(proof);
    if (signed === undefined) throw refused('it does not verify');
    if (signed.thumbprint !== thumbprint) throw refused('by another key');
    const at = this.clock.now();
    const why = whyUnproven(signed.claims, { method, url, token: token.reveal() }, { at, ahead: AHEAD });
    if (why !== undefined) throw refused(why);
    // Synchronous from here on, so that of two equal ones at once only one passes.
    this.use(toBase64Url(sha256(JSON.stringify([thumbprint, signed.claims.jti]))), at.getTime());
  }

  private use(proof: string, at: number): void {
    if (Math.abs(at - this.#youngSince) >= WINDOW_MS) {
      this.#old = this.#young;
      this.#young = new Set();
      this.#youngSince = at;
    }
    if (this.#young.has(proof) || this.#old.has(proof)) throw refused('it came before');
    // To forget one early would let it pass twice.
    if (this.#young.size >= MOST) throw new ServiceError('service.unavailable', 'more proofs of possession than can be remembered', { retryAfter: 60 });
    this.#young.add(proof);
  }
}

function refused(why: string): ServiceError {
  return new ServiceError('proof.invalid', `the proof of possession is not accepted: ${why}`);
}

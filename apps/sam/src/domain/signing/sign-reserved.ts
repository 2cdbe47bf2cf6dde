import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { toBase64 } from '@paraph/kernel';
import type { KeyStore } from '../keys/key-store.js';
import type { SignatureNotices } from '../notices/signature-notices.js';
import type { HashOutcome, SigningOutcome } from '../ports/signing-journal.js';
import type { EndSpentSession } from '../sessions/end-spent-session.js';
import type { ActivationLedger, Reservation } from './activation-ledger.js';
import type { MatchedRequest } from './match-request.js';

/** The codes by which the token says that it signed nothing. */
const DEFINITE: readonly ErrorCode[] = ['hsm.refused', 'hsm.unavailable', 'hash.length', 'record.tampered', 'session.over'];

/** What the token did to a reservation, with what it threw. */
export interface Asked {
  readonly outcome: SigningOutcome;
  readonly cause?: unknown;
}

/** Has the token sign what is reserved, and writes down what became of it: the same for who waits for the answer and for who comes back for it. */
export class SignReserved {
  constructor(
    private readonly keys: KeyStore,
    private readonly ledger: ActivationLedger,
    private readonly sessions?: EndSpentSession,
    private readonly notices?: Pick<SignatureNotices, 'after'>,
  ) {}

  /** Sees that the key is within reach, before anything is reserved for it. @throws HeldElsewhere; `session.over` */
  demand({ request: { credentialId }, binding: { keyId, heldBy } }: MatchedRequest): void {
    this.keys.demand({ credentialId, keyId, heldBy });
  }

  /** Signs, and verifies each signature with the public key. Never throws: whatever happens is the outcome of this reservation. */
  async ask(reservation: Reservation): Promise<Asked> {
    const all = (reason: unknown): PromiseSettledResult<Uint8Array>[] => reservation.facts.places.map(() => ({ status: 'rejected', reason }));
    const results: readonly PromiseSettledResult<Uint8Array>[] = await this.keys.sign(reservation).catch(all);
    const failed = results.find((result): result is PromiseRejectedResult => result.status === 'rejected');
    return { outcome: results.map(outcomeOf), cause: failed?.reason };
  }

  /** An outcome that cannot be written leaves everything reserved, to be burned later: whoever asks again is not told that it may help. @throws `hsm.ambiguous` */
  async conclude(reservation: Reservation, outcome: SigningOutcome): Promise<void> {
    try {
      await this.ledger.conclude(reservation, outcome);
      await this.sessions?.after(reservation.facts);
      this.notices?.after(reservation.facts, outcome);
    } catch (cause) {
      throw new ServiceError('hsm.ambiguous', 'the outcome could not be written; what was asked stays spent', { cause });
    }
  }
}

/** What became of one hash: anything but a signature and a definite refusal is a signature that may exist. */
function outcomeOf(result: PromiseSettledResult<Uint8Array>): HashOutcome {
  if (result.status === 'fulfilled') return { state: 'signed', signature: toBase64(result.value) };
  return { state: isDefinite(result.reason) ? 'released' : 'burned', cause: result.reason instanceof ServiceError ? result.reason.code : 'hsm.ambiguous' };
}

function isDefinite(error: unknown): boolean {
  return error instanceof ServiceError && DEFINITE.includes(error.code);
}

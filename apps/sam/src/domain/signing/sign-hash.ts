import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { toBase64 } from '@paraph/kernel';
import { hashSetDigest } from '../activation/hash-set.js';
import type { KeyStore } from '../keys/key-store.js';
import type { HashOutcome, SigningOutcome } from '../ports/signing-journal.js';
import type { Refusals, RefusalContext } from '../refusals.js';
import { type ActivationLedger, Reservation } from './activation-ledger.js';
import type { MatchRequest } from './match-request.js';
import { failureOf, firstCause, signaturesOf } from './outcome.js';
import type { SignatureRequest } from './signature-request.js';
import type { VerifySad } from './verify-sad.js';

/** The codes by which the token says that it signed nothing. */
const DEFINITE: readonly ErrorCode[] = ['hsm.refused', 'hsm.unavailable', 'hash.length', 'record.tampered'];

/** Signs hashes that a signer authorised, each occurrence once. The steps are those of `docs/flows/sign-hash.md`. */
export class SignHash {
  constructor(
    private readonly verifySad: VerifySad,
    private readonly matchRequest: MatchRequest,
    private readonly ledger: ActivationLedger,
    private readonly keys: KeyStore,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Answers the signatures in Base64, in the order of the hashes.
   *
   * @throws `sad.invalid`, `sad.expired`, `sad.spent`, `proof.invalid`, `credential.unknown`, `credential.disabled`,
   * `credential.certificate_expired`, `algorithm.unsupported`, `hash.algorithm_missing`, `hash.algorithm_unsupported`,
   * `hash.length`, `hash.not_authorised`, `hsm.unavailable`, `hsm.refused`, `attempt.partial`, `hsm.ambiguous`, `record.tampered`
   */
  async run(request: SignatureRequest): Promise<readonly string[]> {
    // 1. Parse. The controller did: what arrives here has its shape.

    // 2. Verify the activation, and 3. reserve what it authorises with the intent written. A refusal leaves its event.
    const reserved = await this.reserve(request);
    if (!(reserved instanceof Reservation)) return reserved;

    // 4. From here to the token nothing fails silently: whatever happens becomes the outcome of this reservation.
    // 5. Sign, and 6. verify each signature with the public key before any of them leaves.
    const { outcome, cause } = await this.sign(reserved);

    // 7. Record the outcome, then answer.
    await this.conclude(reserved, outcome);
    if (firstCause(outcome) === undefined) return signaturesOf(outcome);
    throw failureOf(outcome, cause);
  }

  /** An outcome that cannot be written leaves everything reserved, to be burned later: whoever asks again is not told that it may help. */
  private async conclude(reservation: Reservation, outcome: SigningOutcome): Promise<void> {
    try {
      await this.ledger.conclude(reservation, outcome);
    } catch (cause) {
      throw new ServiceError('hsm.ambiguous', 'the outcome could not be written; what was asked stays spent', { cause });
    }
  }

  private reserve(request: SignatureRequest): Promise<Reservation | readonly string[]> {
    const context = refusalOf(request);
    return this.refusals.recorded(context, async () => {
      const authorisation = await this.verifySad.run(request.sad, request.proof);
      context.particulars['activationId'] = authorisation.claims.jti;
      const matched = await this.matchRequest.run(authorisation, request);
      return this.ledger.reserve(authorisation, matched);
    });
  }

  private async sign(reservation: Reservation): Promise<{ readonly outcome: SigningOutcome; readonly cause?: unknown }> {
    const all = (reason: unknown): PromiseSettledResult<Uint8Array>[] => reservation.facts.places.map(() => ({ status: 'rejected', reason }));
    const results: readonly PromiseSettledResult<Uint8Array>[] = await this.keys.sign(reservation).catch(all);
    const failed = results.find((result): result is PromiseRejectedResult => result.status === 'rejected');
    return { outcome: results.map(outcomeOf), cause: failed?.reason };
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

function refusalOf({ attemptId, clientId, signerId, credentialId, hashAlgorithmOid, hashes }: SignatureRequest): RefusalContext {
  return {
    type: 'signature-refused',
    actor: { kind: 'client', id: clientId },
    ...(signerId === undefined ? {} : { requester: signerId }),
    particulars: { attemptId, credentialId, hashSet: hashSetDigest(hashAlgorithmOid ?? '', hashes), count: String(hashes.length) },
  };
}

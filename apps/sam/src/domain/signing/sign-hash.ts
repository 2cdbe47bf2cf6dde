import { hashSetDigest } from '../activation/hash-set.js';
import type { Refusals, RefusalContext } from '../refusals.js';
import { type ActivationLedger, Reservation } from './activation-ledger.js';
import { failureOf, firstCause, signaturesOf } from './outcome.js';
import type { ReserveSignatures } from './reserve-signatures.js';
import type { SignReserved } from './sign-reserved.js';
import type { SignatureRequest } from './signature-request.js';
import type { VerifySad } from './verify-sad.js';

/** Signs hashes that a signer authorised, each occurrence once. The steps are those of `docs/flows/sign-hash.md`. */
export class SignHash {
  constructor(
    private readonly verifySad: VerifySad,
    private readonly reserveSignatures: ReserveSignatures,
    private readonly ledger: ActivationLedger,
    private readonly signReserved: SignReserved,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Answers the signatures in Base64, in the order of the hashes.
   *
   * @throws `sad.invalid`, `sad.expired`, `sad.spent`, `proof.invalid`, `credential.unknown`, `credential.disabled`,
   * `credential.certificate_expired`, `algorithm.unsupported`, `hash.algorithm_missing`, `hash.algorithm_unsupported`,
   * `hash.length`, `hash.not_authorised`, `session.over`, HeldElsewhere, `hsm.unavailable`, `hsm.refused`, `attempt.partial`, `hsm.ambiguous`, `record.tampered`
   */
  async run(request: SignatureRequest): Promise<readonly string[]> {
    // 1. Parse. The controller did: what arrives here has its shape.

    // 2. Verify the activation, and 3. reserve what it authorises with the intent written. A refusal leaves its event.
    const reserved = await this.reserve(request);
    if (!(reserved instanceof Reservation)) return reserved;

    // 4. From here to the token nothing fails silently: whatever happens becomes the outcome of this reservation.
    // 5. Sign, and 6. verify each signature with the public key before any of them leaves.
    const { outcome, cause } = await this.signReserved.ask(reserved);

    // 7. Record the outcome, then answer.
    await this.signReserved.conclude(reserved, outcome);
    if (firstCause(outcome) === undefined) return signaturesOf(outcome);
    throw failureOf(outcome, cause);
  }

  private reserve(request: SignatureRequest): Promise<Reservation | readonly string[]> {
    const context = refusalOf(request);
    return this.refusals.recorded(context, async () => {
      const authorisation = await this.verifySad.run(request.sad, request.proof);
      context.particulars['activationId'] = authorisation.claims.jti;
      return this.reserveSignatures.run(authorisation, request, (held, matched) => {
        this.signReserved.demand(matched);
        return this.ledger.reserve(held, matched);
      });
    });
  }
}

/** Who is refused what, for the event. */
export function refusalOf({ attemptId, clientId, signerId, credentialId, hashAlgorithmOid, hashes }: SignatureRequest): RefusalContext {
  return {
    type: 'signature-refused',
    actor: { kind: 'client', id: clientId },
    ...(signerId === undefined ? {} : { requester: signerId }),
    particulars: { attemptId, credentialId, hashSet: hashSetDigest(hashAlgorithmOid ?? '', hashes), count: String(hashes.length) },
  };
}

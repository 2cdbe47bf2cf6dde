import { ServiceError } from '@paraph/contracts';
import type { Refusals } from '../refusals.js';
import type { ReserveSignatures } from '../signing/reserve-signatures.js';
import { refusalOf } from '../signing/sign-hash.js';
import type { VerifySad } from '../signing/verify-sad.js';
import type { JobLedger } from './job-ledger.js';
import type { JobRequest } from './signing-job.js';

/** Takes a request to be signed later, verified as one that is signed at once. The steps are those of `docs/flows/sign-later.md`. */
export class TakeJob {
  constructor(
    private readonly verifySad: VerifySad,
    private readonly reserveSignatures: ReserveSignatures,
    private readonly ledger: JobLedger,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Answers the id that its signatures are fetched by: that of the attempt. The same request again gets the same answer.
   *
   * @throws as `SignHash` before it asks the token; `attempt.too_many`
   */
  run(request: JobRequest): Promise<string> {
    const context = refusalOf(request);
    return this.refusals.recorded(context, async () => {
      const authorisation = await this.verifySad.run(request.sad, request.proof);
      context.particulars['activationId'] = authorisation.claims.jti;
      await this.reserveSignatures.run(authorisation, request, (held, matched) => {
        // Nobody knows whether the replica that holds such a key lives until its turn comes.
        if (matched.binding.heldBy !== undefined) throw new ServiceError('credential.disabled', 'a key of one session signs while its client waits');
        return this.ledger.accept(held, matched, request);
      });
      return request.attemptId;
    });
  }
}

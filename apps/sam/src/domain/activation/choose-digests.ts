import { ServiceError } from '@paraph/contracts';
import { sha256, toBase64Url, type Clock } from '@paraph/kernel';
import type { EvidenceLedger } from '../ports/evidence-ledger.js';
import type { Policies } from '../ports/policies.js';
import { Reason } from '../refusals.js';
import type { MatchedRequest } from '../signing/match-request.js';
import type { SadClaims } from '../signing/sad-claims.js';
import type { Activations } from './activations.js';
import { editionOf } from './editions.js';
import { hashSetDigest } from './hash-set.js';

/** Who chooses: the bearer of a SAD, with what marks their proof of possession as used, where there is one. */
export interface Chooser {
  readonly claims: SadClaims;
  readonly proofDigest: string | undefined;
}

/** Names digests that a request to sign brings, where the policy lets a client name them as late as that (SCAL 1): nobody was shown them, and what says so is kept. */
export class ChooseDigests {
  constructor(
    private readonly activations: Activations,
    private readonly policies: Policies,
    private readonly used: EvidenceLedger,
    private readonly clock: Clock,
  ) {}

  /**
   * Fills places that the signer left to the client. Answers whether it did; if another request was first, it did not.
   *
   * @throws `hash.not_authorised` if the policy no longer has it so; `proof.invalid`, `activation.too_many`, `sad.invalid`, `sad.spent`, `record.tampered`
   */
  async run({ claims, proofDigest }: Chooser, { activation, request, hashAlgorithmOid }: MatchedRequest, hashes: readonly string[]): Promise<boolean> {
    const { draft } = activation;
    const policy = this.policies.find(draft.policyId);
    // Under another policy than the one the signer was shown, perhaps a weaker one, nothing is added.
    const isFree = policy?.digest === draft.policyDigest && policy.counted === 'free' && policy.scal === '1';
    if (!isFree) throw refused('the policy leaves no choice to the client');
    const at = this.clock.now().toISOString();
    const other = hashAlgorithmOid === draft.hashAlgorithmOid ? {} : { hashAlgorithmOid };
    const additions = hashes.map((hash) => ({ hash, ...other, at }));
    const left = await this.activations.extend(activation, { additions, edition: editionOf(claims) }, async (transaction) => {
      // A proof chooses once, as it reserves once: whoever saw it cannot fill places with it.
      if (proofDigest !== undefined && !(await this.used.spend(transaction, choiceMark(proofDigest), claims.jti)))
        throw new ServiceError('proof.invalid', 'the proof of possession is not accepted', { cause: new Reason('used before') });
      transaction.record({
        type: 'activation-extended',
        actor: { kind: 'client', id: claims.client },
        outcome: 'success',
        requester: claims.sub,
        particulars: {
          activationId: claims.jti,
          credentialId: claims.credential,
          hashSet: hashSetDigest(hashAlgorithmOid, hashes),
          count: String(hashes.length),
          attemptId: request.attemptId,
        },
      });
    });
    return left !== undefined;
  }
}

// Beside the mark that the reservation leaves of the same proof.
function choiceMark(proofDigest: string): string {
  return toBase64Url(sha256('paraph/choice/v1', proofDigest));
}

function refused(cause: string): ServiceError {
  return new ServiceError('hash.not_authorised', 'a digest is not authorised, or was signed already', { cause: new Reason(cause) });
}

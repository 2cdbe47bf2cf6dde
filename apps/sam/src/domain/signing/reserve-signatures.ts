import { ServiceError } from '@paraph/contracts';
import type { ChooseDigests, Chooser } from '../activation/choose-digests.js';
import { remainingChoice, uncovered } from '../activation/occurrences.js';
import type { SigningJournal } from '../ports/signing-journal.js';
import type { MatchedRequest, MatchRequest } from './match-request.js';
import { OneAfterAnother } from './one-after-another.js';
import type { SignatureRequest } from './signature-request.js';
import type { Authorisation } from './verify-sad.js';

/** How often a request is tried again when others of the same activation were first, in other processes. */
const TRIES = 10;

/** What a client chooses as late as it signs. */
export interface LateChoice {
  readonly choose: ChooseDigests;
  readonly journal: SigningJournal;
}

/** Takes what a request to sign may have from the ledger. */
export type Reserve<Answer> = (authorisation: Authorisation, matched: MatchedRequest) => Promise<Answer>;

/** Matches a request to sign and has it reserved: of what is authorised, and of what its SAD lets the client choose as late as now (SCAL 1). */
export class ReserveSignatures {
  private readonly oneAfterAnother = new OneAfterAnother();

  constructor(
    private readonly matchRequest: MatchRequest,
    private readonly late: LateChoice,
  ) {}

  /** @throws what `MatchRequest`, `ChooseDigests` and the ledger refuse with */
  async run<Answer>(authorisation: Authorisation, request: SignatureRequest, reserve: Reserve<Answer>): Promise<Answer> {
    const matched = await this.matchRequest.run(authorisation, request);
    if (matched.draft.scal !== '1') return reserve(authorisation, matched);
    // Two requests for the same digest must not both count on the place that one of them filled.
    return this.oneAfterAnother.run(matched.draft.activationId, () => this.reserveChosen(authorisation, request, reserve));
  }

  private async reserveChosen<Answer>(authorisation: Authorisation, request: SignatureRequest, reserve: Reserve<Answer>): Promise<Answer> {
    let chooser: Chooser = authorisation;
    for (let tries = 1; ; tries += 1) {
      const matched = await this.matchRequest.run(authorisation, request);
      const missing = await this.missing(matched);
      if (missing === 'later') return reserve(authorisation, matched);
      const isChosen = missing.length === 0 || (await this.late.choose.run(chooser, matched, missing));
      // In the next round it is the same request, and its proof is used already.
      if (isChosen && missing.length > 0) chooser = { claims: chooser.claims, proofDigest: undefined };
      try {
        if (isChosen) return await reserve(authorisation, missing.length === 0 ? matched : await this.matchRequest.run(authorisation, request));
      } catch (error) {
        // Another process took the place between the two transactions. Whether there is one more, the next round sees.
        if (!isOvertaken(error) || tries >= TRIES) throw error;
      }
      if (tries >= TRIES) throw new ServiceError('service.unavailable', 'other requests for this activation came first', { retryAfter: 1 });
    }
  }

  /** The digests that have to be named first; `later` where that would change nothing: the ledger answers why. */
  private async missing({ authorised, activation, hashes, request }: MatchedRequest): Promise<readonly string[] | 'later'> {
    const missing = uncovered(authorised, activation.occurrences, hashes);
    if (missing.length === 0) return missing;
    if (missing.length > remainingChoice(activation.occurrences)) return 'later';
    // What an attempt of before took is missing because of itself. Looked up after the activation was read, so that it is there if that was so.
    return (await this.late.journal.read(request.attemptId)) ? 'later' : missing;
  }
}

function isOvertaken(error: unknown): boolean {
  return error instanceof ServiceError && error.code === 'hash.not_authorised';
}

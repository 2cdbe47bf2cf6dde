import { ServiceError } from '@paraph/contracts';
import type { Activations } from '../activation/activations.js';
import { editionOf, replacedSad } from '../activation/editions.js';
import type { SigningJournal, SigningAttempt } from '../ports/signing-journal.js';
import { isForBearer, isOf } from './match-request.js';
import { markedEdition } from './request-mark.js';
import type { SignatureRequest } from './signature-request.js';
import type { VerifySad } from './verify-sad.js';

/** A question for what became of an attempt. */
export type AttemptQuestion = Pick<SignatureRequest, 'attemptId' | 'sad' | 'clientId' | 'signerId' | 'credentialId' | 'proof'>;

/** What became of one hash; `reserved`: nobody knows yet. */
export interface DescribedHash {
  /** Base64. */
  readonly hash: string;
  readonly state: 'reserved' | 'signed' | 'released' | 'burned';
  /** Base64, where it was signed. */
  readonly signature?: string | undefined;
}

/** Tells the bearer of a SAD what became of an attempt he made with it, signatures included: those of a batch that failed in the middle. Changes nothing. */
export class DescribeAttempt {
  constructor(
    private readonly verifySad: VerifySad,
    private readonly activations: Activations,
    private readonly journal: SigningJournal,
  ) {}

  /**
   * One entry for each hash, in the order of the request. A proof of possession is verified and not used up: it may be that of
   * the very request whose outcome is asked for.
   *
   * @throws `sad.invalid`, `sad.expired`, `proof.invalid`, `attempt.unknown`, `hsm.unavailable`, `record.tampered`
   */
  async run(question: AttemptQuestion): Promise<readonly DescribedHash[]> {
    const { claims } = await this.verifySad.run(question.sad, question.proof);
    const activation = isForBearer(claims, question) ? await this.activations.find(claims.jti) : undefined;
    // Whoever's SAD was taken away gets nothing for it any more.
    if (activation?.state !== 'issued' || !isOf(claims, activation.draft)) throw new ServiceError('sad.invalid', 'the SAD is not valid');
    const attempt = await this.journal.read(question.attemptId);
    // A SAD tells of what was done with it and before it, never of what was done with the one that took its place.
    if (attempt && attempt.activationId === claims.jti && markedEdition(attempt.requestDigest) > editionOf(claims)) throw replacedSad();
    if (attempt?.activationId !== claims.jti) throw new ServiceError('attempt.unknown', 'no such attempt');
    const authorised = [...activation.draft.hashes, ...(activation.extension?.additions ?? []).map(({ hash }) => hash)];
    return attempt.places.map((place, index) => described(authorised[place] ?? '', attempt, index));
  }
}

function described(hash: string, { outcome }: SigningAttempt, index: number): DescribedHash {
  const one = outcome?.[index];
  if (!one) return { hash, state: outcome ? 'burned' : 'reserved' };
  return one.state === 'signed' ? { hash, state: one.state, signature: one.signature } : { hash, state: one.state };
}

import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { ANSWER_MARGIN_MS, type KeptAnswers } from './kept-answers.js';
import type { AuthorityName, StatusSource } from './publication-sources.js';
import type { Publications } from './publications.js';
import type { StatusRequestReader } from './status-request-reader.js';

/** Error answers carry a number and no signature (RFC 6960 section 4.2.1). */
const errorNumbers = { malformedRequest: 1, internalError: 2, tryLater: 3, unauthorized: 6 } as const;

/** What goes back to the client. Without `expires` it must not be kept. */
export interface StatusReply {
  /** OCSPResponse, DER. */
  readonly response: Uint8Array;
  readonly thisUpdate?: Date;
  readonly expires?: Date;
}

/** What a nonce is worth: nothing, since one answer serves everybody (RFC 5019 section 2.1.1), or a signature of its own. */
export type NonceTreatment = 'ignore' | 'answer';

/** Answers with a nonce that are composed at the same time: strangers ask, and each costs a signature. */
const AT_ONCE = 16;

/** What answers are made with. */
export interface StatusParts {
  readonly kept: KeptAnswers;
  readonly source: StatusSource;
  readonly reader: StatusRequestReader;
}

/** Answers questions of status: from what is prepared, or composed once and repeated while it holds. */
export class AnswerStatus {
  private composing = 0;

  constructor(
    private readonly parts: StatusParts,
    private readonly publications: Publications,
    private readonly clock: Clock,
    private readonly nonces: NonceTreatment = 'ignore',
  ) {}

  /** An expected refusal is an answer too; a bug is not, and is thrown. */
  async run(authority: AuthorityName, request: Uint8Array): Promise<StatusReply> {
    const issuer = await this.publications.certificate(authority);
    if (!issuer) return errorReply('tryLater');
    const question = this.parts.reader.read(request, issuer);
    if ('error' in question) return errorReply(question.error);
    const { serialNumber, nonce } = question;
    try {
      if (nonce && this.nonces === 'answer') return await this.answerWithNonce(authority, serialNumber, nonce);
      const { response, thisUpdate, nextUpdate } = await this.parts.kept.answer(authority, serialNumber);
      // Another one is there by then; a clock that jumped shall not make an answer last.
      const expires = new Date(nextUpdate.getTime() - ANSWER_MARGIN_MS);
      return expires > this.clock.now() ? { response, thisUpdate, expires } : { response, thisUpdate };
    } catch (error) {
      if (error instanceof ServiceError) return errorReply(error.code === 'record.tampered' ? 'internalError' : 'tryLater');
      throw error;
    }
  }

  private async answerWithNonce(authority: AuthorityName, serialNumber: string, nonce: Uint8Array): Promise<StatusReply> {
    if (this.composing >= AT_ONCE) return errorReply('tryLater');
    this.composing += 1;
    try {
      const { response } = await this.parts.source.composeAnswer({ authority, serialNumber, nonce });
      return { response };
    } finally {
      this.composing -= 1;
    }
  }
}

/** SEQUENCE { ENUMERATED }. */
function errorReply(error: keyof typeof errorNumbers): StatusReply {
  return { response: Uint8Array.of(0x30, 3, 0x0a, 1, errorNumbers[error]) };
}

import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { AuthorityName, StatusAnswer, StatusSource } from './certificate-authority.js';
import type { Publications } from './publications.js';
import type { StatusRequestReader } from './status-request-reader.js';

/** Error answers carry a number and no signature (RFC 6960 section 4.2.1). */
const errorNumbers = { malformedRequest: 1, internalError: 2, tryLater: 3, unauthorized: 6 } as const;

/** What goes back to the client. Without `expires` it must not be kept. */
export interface StatusReply {
  /** OCSPResponse, DER. */
  readonly response: Uint8Array;
  readonly expires?: Date;
}

interface KeptAnswer {
  readonly answer: Promise<StatusAnswer>;
  /** Unix milliseconds. */
  readonly holdsUntil: number;
}

/** An answer is repeated until shortly before its end, so that nobody receives one that is over. */
const MARGIN_MS = 5 * 60_000;
/** Answers kept; beyond that the oldest goes. A stranger may ask about any number. */
const CAPACITY = 10_000;
/** Answers composed at the same time. Each costs a signature by the token that signs for signers too, and strangers ask. */
const AT_ONCE = 16;

/** Answers questions of status, each composed once and repeated while it holds. */
export class AnswerStatus {
  private readonly kept = new Map<string, KeptAnswer>();
  private composing = 0;

  constructor(
    private readonly source: StatusSource,
    private readonly reader: StatusRequestReader,
    private readonly publications: Publications,
    private readonly clock: Clock,
  ) {}

  /** An expected refusal is an answer too; a bug is not, and is thrown. */
  async run(authority: AuthorityName, request: Uint8Array): Promise<StatusReply> {
    const issuer = await this.publications.certificate(authority);
    if (!issuer) return errorReply('tryLater');
    const question = this.reader.read(request, issuer);
    if ('error' in question) return errorReply(question.error);
    try {
      const { response, nextUpdate } = await this.answer(authority, question.serialNumber);
      return { response, expires: new Date(nextUpdate.getTime() - MARGIN_MS) };
    } catch (error) {
      if (error instanceof ServiceError) return errorReply(error.code === 'record.tampered' ? 'internalError' : 'tryLater');
      throw error;
    }
  }

  private answer(authority: AuthorityName, serialNumber: string): Promise<StatusAnswer> {
    const place = `${authority}/${serialNumber}`;
    const present = this.kept.get(place);
    if (present && present.holdsUntil > this.clock.now().getTime()) return present.answer;
    return this.keep(place, this.compose(authority, serialNumber));
  }

  private async compose(authority: AuthorityName, serialNumber: string): Promise<StatusAnswer> {
    if (this.composing >= AT_ONCE) throw new ServiceError('service.unavailable', 'too many questions at once');
    this.composing += 1;
    try {
      return await this.source.composeAnswer(authority, serialNumber);
    } finally {
      this.composing -= 1;
    }
  }

  private keep(place: string, answer: Promise<StatusAnswer>): Promise<StatusAnswer> {
    // Until it is there, all who ask wait for this one.
    const entry = { answer, holdsUntil: Infinity };
    this.kept.delete(place);
    this.kept.set(place, entry);
    answer.then(
      ({ nextUpdate }) => (entry.holdsUntil = nextUpdate.getTime() - MARGIN_MS),
      // A failure is not kept: the next one who asks tries again.
      () => this.kept.get(place) === entry && this.kept.delete(place),
    );
    const oldest = this.kept.keys().next();
    if (this.kept.size > CAPACITY && !oldest.done) this.kept.delete(oldest.value);
    return answer;
  }
}

/** SEQUENCE { ENUMERATED }. */
function errorReply(error: keyof typeof errorNumbers): StatusReply {
  return { response: Uint8Array.of(0x30, 3, 0x0a, 1, errorNumbers[error]) };
}

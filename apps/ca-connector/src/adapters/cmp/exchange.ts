import { ServiceError } from '@paraph/contracts';
import { randomBytes } from 'node:crypto';
import type { AuthorityHttp } from '../http/authority-http.js';
import { IMPLICIT_CONFIRM, type PkiHeader } from './codec/pki-header.js';
import { pkiMessage, readMessage, type Body, type ReadMessage } from './codec/pki-message.js';
import { CMP2000, CMP2021, composePart, type Content, type Transaction } from './compose.js';
import type { Concern, MessageProtection } from './protection/message-protection.js';
import { unavailable } from './unavailable.js';

/** One message of ours, and whom it is about. */
export interface Question extends Content {
  readonly concern?: Concern;
}

/** An answer that is proven to be the authority's, to this question. */
export interface Answer {
  readonly body: Body;
  readonly transaction: Transaction;
  readonly confirmsImplicitly: boolean;
}

const NONCE_BYTES = 16;
const LONGEST_ANSWER = 200_000;

/** Where a first message goes from. */
export function newTransaction(): Transaction {
  return { id: Uint8Array.from(randomBytes(NONCE_BYTES)), nonce: undefined };
}

/** One question and its answer over HTTP (RFC 9811). */
export class CmpExchange {
  constructor(
    private readonly http: AuthorityHttp,
    private readonly url: URL,
    private readonly protection: MessageProtection,
  ) {}

  /** @throws `authority.unavailable` for what is no answer, or not proven to be one; what the SAM refuses with */
  async ask(question: Question, within: AbortSignal): Promise<Answer> {
    const senderNonce = Uint8Array.from(randomBytes(NONCE_BYTES));
    const seal = this.protection.begin();
    const part = composePart(question, { senderNonce, now: new Date(), seal }, this.protection);
    const body = pkiMessage(part, await seal.over(part, question.concern), this.protection.certificates);
    const headers = { 'content-type': 'application/pkixcmp', accept: 'application/pkixcmp' };
    const answered = await this.http.request({ method: 'POST', url: this.url, headers, body, maxBytes: LONGEST_ANSWER, within });
    if (answered.status !== 200) throw unavailable(`it answers ${answered.status}`);
    try {
      return await this.prove(readMessage(answered.body), { transaction: question.transaction, senderNonce });
    } catch (cause) {
      if (cause instanceof ServiceError) throw cause;
      throw unavailable('its answer is not readable', cause);
    }
  }

  /** RFC 9483 section 3.5. The time in an answer is not looked at: that it is fresh is proven by the nonce, whatever clock the authority has. */
  private async prove(message: ReadMessage, asked: Asked): Promise<Answer> {
    const { header, body } = message;
    if (!message.protection && body.kind === 'error') throw unavailable('its answer is an error that is not protected: it may be anybody’s');
    const why = whyUnsuitable(header, asked) ?? (await this.protection.whyUnproven(message));
    if (why !== undefined) throw unavailable(`its answer is not taken: ${why}`);
    const confirmsImplicitly = header.generalInfo?.some(({ infoType }) => infoType === IMPLICIT_CONFIRM) ?? false;
    const transaction = { id: asked.transaction.id, nonce: new Uint8Array(header.senderNonce ?? []) };
    return { body, transaction, confirmsImplicitly };
  }
}

interface Asked {
  readonly transaction: Transaction;
  readonly senderNonce: Uint8Array;
}

function whyUnsuitable(header: PkiHeader, { transaction, senderNonce }: Asked): string | undefined {
  if (header.pvno !== CMP2000 && header.pvno !== CMP2021) return 'it is of another version';
  if (!isEqual(header.transactionID, transaction.id)) return 'it belongs to another transaction';
  if (!isEqual(header.recipNonce, senderNonce)) return 'it answers another question';
  // 128 bits at least.
  if ((header.senderNonce?.byteLength ?? 0) < NONCE_BYTES) return 'it has no nonce of its own';
  return undefined;
}

function isEqual(one: ArrayBuffer | undefined, other: Uint8Array): boolean {
  return one !== undefined && Buffer.from(one).equals(other);
}

import { ServiceError } from '@paraph/contracts';
import type { CertificationOrder } from '../../domain/certificate-authority.js';
import { readCertificationAnswer, WHOLE_MESSAGE } from './certification-answer.js';
import type { Failure } from './codec/pki-status.js';
import { certConf, pollReq } from './codec/requests.js';
import { certificateHash } from './confirmation.js';
import type { Answer, CmpExchange } from './exchange.js';
import { readable } from './readable.js';
import type { Unconfirmed } from './reference.js';

/** What became of a confirmation. */
export type Confirmed =
  | { readonly kind: 'confirmed' }
  /** Nobody knows whether it arrived: to be said again. */
  | { readonly kind: 'unknown'; readonly standing: Unconfirmed; readonly retryAfterMs: number }
  | { readonly kind: 'refused'; readonly refusal: ServiceError };

const RETRY_MS = 5_000;
/** What is over by itself, and after which the same confirmation is as good as before. */
const passing: readonly Failure[] = ['systemUnavail', 'systemFailure'];

/** Telling the authority whether a certificate is taken (RFC 9810 section 5.3.18). */
export class CertificateConfirmation {
  constructor(private readonly exchange: CmpExchange) {}

  /** Takes it. @throws what the SAM refuses with */
  async accept(order: CertificationOrder, standing: Unconfirmed, within: AbortSignal): Promise<Confirmed> {
    const unknown = { kind: 'unknown', standing, retryAfterMs: RETRY_MS } as const;
    try {
      return this.read(await this.tell('accepted', { order, standing }, within), standing);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'authority.unavailable') return unknown;
      throw error;
    }
  }

  /** Has the authority take it back. Whether that arrived makes no difference to us: what is not confirmed ends by itself. */
  async reject(order: CertificationOrder, standing: Unconfirmed, within: AbortSignal): Promise<void> {
    await this.tell('rejection', { order, standing }, within).catch(() => undefined);
  }

  private read(answer: Answer, standing: Unconfirmed): Confirmed {
    if (answer.body.kind === 'pkiconf') return { kind: 'confirmed' };
    const read = readable(() => readCertificationAnswer(answer));
    if (read.kind === 'waiting')
      return { kind: 'unknown', standing: { ...standing, transaction: answer.transaction, isHeard: true }, retryAfterMs: read.retryAfterMs };
    // A repetition of what had arrived.
    if (read.kind === 'error' && read.failures.includes('certConfirmed')) return { kind: 'confirmed' };
    // Too late, wrong, or out of step: what it answered to a confirmation before this one is lost, and with it the nonce that it wants to see.
    if (read.kind === 'error' && !read.failures.some((one) => passing.includes(one))) return { kind: 'refused', refusal: read.refusal };
    return { kind: 'unknown', standing, retryAfterMs: RETRY_MS };
  }

  private tell(status: 'accepted' | 'rejection', { order, standing }: About, within: AbortSignal): Promise<Answer> {
    const { certificate, certReqId, transaction } = standing;
    const { hash, hashAlgorithm } = certificateHash(certificate);
    const body = standing.isHeard ? pollReq(WHOLE_MESSAGE) : certConf({ certReqId, hash, hashAlgorithm, status });
    return this.exchange.ask({ body, transaction, concern: { credentialId: order.credentialId }, isNew: hashAlgorithm !== undefined }, within);
  }
}

interface About {
  readonly order: CertificationOrder;
  readonly standing: Unconfirmed;
}

import { SystemClock } from '@paraph/kernel';
import type { CertificationOrder, EnrolmentStep } from '../../domain/certificate-authority.js';
import { IssuedCertificateCheck, type Verdict } from '../../domain/issued-certificate-check.js';
import { CertificateConfirmation } from './certificate-confirmation.js';
import { readCertificationAnswer, type CertificationAnswer } from './certification-answer.js';
import { partsOfRequest } from './codec/certificate-parts.js';
import { ir, p10cr, pollReq } from './codec/requests.js';
import { newTransaction, type Answer, type CmpExchange, type Question } from './exchange.js';
import { readable } from './readable.js';
import { referenceOf, standingOf, type Unconfirmed } from './reference.js';
import { requestInformation } from './request-information.js';
import { refused } from './unavailable.js';

/** How certificates are asked for, and what their issuers are looked for among. */
export interface EnrolmentStyle {
  readonly request: 'p10cr' | 'ir';
  readonly confirmation: 'explicit' | 'implicit';
  readonly profile: (policyId: string) => string | undefined;
  /** Pinned, DER. */
  readonly issuers: readonly Uint8Array[];
}

/** What is waited for before an order begins anew. */
const ANEW_MS = 60_000;

/** Enrolment by CMP (RFC 9483 sections 4.1.1, 4.1.4, 4.4 and 5.1). */
export class Enrolment {
  private readonly confirmation: CertificateConfirmation;
  private readonly check = new IssuedCertificateCheck(new SystemClock());

  constructor(
    private readonly exchange: CmpExchange,
    private readonly style: EnrolmentStyle,
  ) {
    this.confirmation = new CertificateConfirmation(exchange);
  }

  /**
   * Each attempt is a transaction of its own. Where the answer to an earlier one was lost, what the authority made then was never confirmed, and
   * counts no more than a request that was withdrawn (RFC 9810 section 5.3.18).
   */
  async begin(order: CertificationOrder, within: AbortSignal): Promise<EnrolmentStep> {
    const body = this.style.request === 'ir' ? ir(order.csr) : p10cr(order.csr);
    const information = requestInformation(this.style.profile(order.policyId), this.style.confirmation);
    const { answer, read } = await this.ask({ body, transaction: newTransaction(), concern: { credentialId: order.credentialId }, information }, within);
    if (read.kind === 'error') throw read.refusal;
    return this.take({ order, answer, read }, within);
  }

  async goOn(order: CertificationOrder, reference: string, within: AbortSignal): Promise<EnrolmentStep> {
    const standing = standingOf(reference);
    if (standing.step === 'anew') return this.begin(order, within);
    if (standing.step === 'confirmation') return this.repeat(order, standing, within);
    const { transaction, certReqId } = standing;
    const { answer, read } = await this.ask({ body: pollReq(certReqId), transaction, concern: { credentialId: order.credentialId } }, within);
    if (read.kind !== 'error') return this.take({ order, answer, read }, within);
    // It knows nothing of the transaction any more: that is not a no to what was asked.
    if (read.failures.includes('badRequest')) return anew;
    throw read.refusal;
  }

  private async take({ order, answer, read }: Progress, within: AbortSignal): Promise<EnrolmentStep> {
    const { transaction } = answer;
    const { certReqId } = read;
    if (read.kind === 'waiting') {
      // Zero would be asked again at once, by everybody who looks after the queue.
      return {
        kind: 'waiting',
        reference: referenceOf({ step: 'certificate', transaction, certReqId }),
        retryAfterMs: Math.max(MIN_WAIT_MS, read.retryAfterMs),
      };
    }
    const { certificate } = read;
    const standing: Unconfirmed = { step: 'confirmation', transaction, certReqId, certificate, isHeard: false };
    const verdict = this.judge(order, certificate);
    if (!verdict.isWell) {
      // Whoever has our order judges it too. The authority has to hear of it, or what nobody here takes stays valid.
      if (!answer.confirmsImplicitly) await this.confirmation.reject(order, standing, within);
      throw refused(verdict.reason);
    }
    if (answer.confirmsImplicitly) return { kind: 'issued', issued: verdict.issued };
    const confirmed = await this.confirmation.accept(order, standing, within);
    if (confirmed.kind === 'refused') throw confirmed.refusal;
    return confirmed.kind === 'confirmed' ? { kind: 'issued', issued: verdict.issued } : waiting(confirmed);
  }

  /** The certificate is here since an earlier attempt, and the authority's word that our confirmation arrived is not. */
  private async repeat(order: CertificationOrder, standing: Unconfirmed, within: AbortSignal): Promise<EnrolmentStep> {
    const verdict = this.judge(order, standing.certificate);
    if (!verdict.isWell) throw refused(verdict.reason);
    const confirmed = await this.confirmation.accept(order, standing, within);
    if (confirmed.kind === 'confirmed') return { kind: 'issued', issued: verdict.issued };
    // It came too late, and what is confirmed too late the authority has taken back.
    return confirmed.kind === 'refused' ? anew : waiting(confirmed);
  }

  private judge({ csr }: CertificationOrder, certificate: Uint8Array): Verdict {
    return this.check.judge({ certificate, key: partsOfRequest(csr).publicKey, issuers: this.style.issuers });
  }

  private async ask(question: Question, within: AbortSignal): Promise<{ answer: Answer; read: CertificationAnswer }> {
    const answer = await this.exchange.ask(question, within);
    return { answer, read: readable(() => readCertificationAnswer(answer)) };
  }
}

interface Progress {
  readonly order: CertificationOrder;
  readonly answer: Answer;
  readonly read: Exclude<CertificationAnswer, { kind: 'error' }>;
}

const MIN_WAIT_MS = 1_000;
/** What is kept with an order: a certificate of an unusual size is asked for anew. */
const LONGEST_REFERENCE = 8_000;

const anew: EnrolmentStep = { kind: 'waiting', reference: referenceOf({ step: 'anew' }), retryAfterMs: ANEW_MS };

function waiting({ standing, retryAfterMs }: { standing: Unconfirmed; retryAfterMs: number }): EnrolmentStep {
  const reference = referenceOf(standing);
  return reference.length <= LONGEST_REFERENCE ? { kind: 'waiting', reference, retryAfterMs: Math.max(MIN_WAIT_MS, retryAfterMs) } : anew;
}

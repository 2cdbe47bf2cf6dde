import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { sha256Hex, type Clock } from '@paraph/kernel';
import type { Authorities, AuthorityEntry } from './authorities.js';
import type { EnrolmentStep, IssuedCertificate } from './certificate-authority.js';
import type { CertificationRequestReader } from './certification-request-reader.js';
import type { IssuedCertificateCheck } from './issued-certificate-check.js';
import type { CaEvent, ClaimedOrder, RequestLedger } from './request-ledger.js';

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 600_000;
/** While an authority is away its breaker keeps us from asking; once it is back nobody should wait long. */
const LONGEST_ABSENCE_PAUSE_MS = 30_000;
/** What an authority may have us wait for; RFC 7030 and RFC 9810 set no bound. */
const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 6 * 3_600_000;
/** A day more than the key lifecycle waits: by then nobody wants the answer any more. */
const PATIENCE_MS = 8 * 24 * 3_600_000;

/** Tries an order once and writes down what came of it. Whoever has claimed the order may do so, and nobody else. */
export class CertifyOrder {
  constructor(
    private readonly authorities: Authorities,
    private readonly ledger: RequestLedger,
    private readonly reader: CertificationRequestReader,
    private readonly check: IssuedCertificateCheck,
    private readonly clock: Clock,
  ) {}

  /**
   * @param proven the key of the request, where whoever calls has just had it proven
   * @throws `certificate.refused` (the order is over, unless the authority is the embedded one), `certificate.pending`, `authority.unavailable`,
   * and what the embedded authority refuses with; after these it is left for later
   */
  async run(order: ClaimedOrder, within: AbortSignal, proven?: Uint8Array): Promise<IssuedCertificate> {
    const entry = this.authorities.byName(order.authority);
    let fingerprint: string | undefined;
    try {
      if (!entry) throw new ServiceError('authority.unavailable', 'the authority of this order is not configured any more');
      const step = await this.ask(entry, order, within);
      if (step.kind === 'waiting') return await this.wait(order, step);
      fingerprint = sha256Hex(step.issued.certificate);
      const issued = this.judged(entry, step.issued, proven ?? this.reader.provenKey(order.csr));
      return await this.ledger.complete(order.requestId, issued, this.event('certificate-issued', order, { fingerprint }));
    } catch (error) {
      if (!(error instanceof ServiceError && error.code === 'certificate.pending')) await this.failed(entry, order, { error, fingerprint });
      throw error;
    }
  }

  private ask({ authority }: AuthorityEntry, order: ClaimedOrder, within: AbortSignal): Promise<EnrolmentStep> {
    const step = order.reference === undefined ? authority.enrol(order, within) : authority.poll(order, order.reference, within);
    return step.catch(asItIsTold);
  }

  /** @throws `certificate.refused` */
  private judged(entry: AuthorityEntry, issued: IssuedCertificate, key: Uint8Array | undefined): IssuedCertificate {
    if (!key) throw new ServiceError('certificate.refused', 'the request is not signed by the key it names');
    if (entry.kind === 'embedded') {
      // The SAM judged before it signed; what is left to find out is whether the answer belongs to the question.
      const certified = this.reader.certifiedKey(issued.certificate);
      if (certified && Buffer.compare(certified, key) === 0) return issued;
      throw new ServiceError('certificate.refused', 'the authority answered a certificate for another key');
    }
    const verdict = this.check.judge({ certificate: issued.certificate, key, issuers: entry.issuers });
    if (!verdict.isWell) throw new ServiceError('certificate.refused', verdict.reason);
    return verdict.issued;
  }

  /** @throws `certificate.pending` */
  private async wait(order: ClaimedOrder, { reference, retryAfterMs }: Extract<EnrolmentStep, { kind: 'waiting' }>): Promise<never> {
    const pauseMs = Math.min(Math.max(retryAfterMs, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
    const isNews = order.reference === undefined;
    const how = { nextTry: this.in(pauseMs), reference, failures: 0 };
    await this.ledger.postpone(order.requestId, how, isNews ? this.event('certificate-pending', order) : undefined);
    throw pending(pauseMs);
  }

  private async failed(entry: AuthorityEntry | undefined, order: ClaimedOrder, { error, fingerprint }: Failure): Promise<void> {
    const code = error instanceof ServiceError ? error.code : 'internal';
    const reason = error instanceof ServiceError ? error.detail : 'a broken invariant';
    const isEmbedded = entry?.kind === 'embedded';
    const refused = fingerprint === undefined ? {} : { fingerprint };
    const event = { ...this.event('certificate-failed', order, { reason, ...refused }), outcome: 'failure', cause: code } as const;
    if (!isEmbedded && this.isOver(order, code)) return this.ledger.refuse(order.requestId, reason, event);

    const failures = order.failures + 1;
    // The embedded authority's no may be a yes as soon as the SAM's records say so, and asking costs nothing: no pause.
    const pauseMs = isEmbedded ? 0 : pauseAfter(code, order.failures);
    const how = { nextTry: this.in(pauseMs), reference: order.reference, failures, lastFailure: code };
    // An authority that is away for a day is told once, not each time.
    await this.ledger.postpone(order.requestId, how, isEmbedded || order.lastFailure !== code ? event : undefined);
  }

  private isOver({ requestedAt }: ClaimedOrder, code: ErrorCode): boolean {
    return code === 'certificate.refused' || this.clock.now().getTime() - requestedAt.getTime() > PATIENCE_MS;
  }

  private in(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }

  private event(type: CaEvent['type'], { requestId, credentialId, authority }: ClaimedOrder, more: Readonly<Record<string, string>> = {}): CaEvent {
    const driver = this.authorities.byName(authority)?.authority.driver ?? 'none';
    return { type, actor: { kind: 'system', id: 'key-lifecycle' }, outcome: 'success', particulars: { requestId, credentialId, authority, driver, ...more } };
  }
}

/** What the SAM says about a message it was to protect, in the words of this service's own calls. */
function asItIsTold(error: unknown): never {
  if (!(error instanceof ServiceError)) throw error;
  const { code, detail: words } = error;
  if (code === 'credential.state') throw new ServiceError('certificate.refused', words, { cause: error });
  if (code === 'protection.refused') throw new ServiceError('authority.unavailable', 'the SAM does not protect what would be sent', { cause: error });
  throw error;
}

function pauseAfter(code: ErrorCode, failures: number): number {
  const longest = code === 'authority.unavailable' ? LONGEST_ABSENCE_PAUSE_MS : LONGEST_PAUSE_MS;
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures, 20), longest);
}

interface Failure {
  readonly error: unknown;
  /** Of what came and is not bound, so that an operator can have it revoked where it was made. */
  readonly fingerprint: string | undefined;
}

/** @param pauseMs until it makes sense to ask again */
export function pending(pauseMs: number): ServiceError {
  return new ServiceError('certificate.pending', 'the authority has the request', { retryAfter: Math.ceil(pauseMs / 1_000) });
}

import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { Authorities } from './authorities.js';
import type { CertificationOrder, IssuedCertificate } from './certificate-authority.js';
import type { CertificationRequestReader } from './certification-request-reader.js';
import { pending, type CertifyOrder } from './certify-order.js';
import type { CaEvent, PlacedOrder, RequestLedger } from './request-ledger.js';

/** How long a try may take an authority; who asked may have gone long before. */
export const TRY_MS = 60_000;
/** A try that nobody has heard of for so long died with its process. */
export const LEASE_MS = 90_000;
/** The same where the SAM is asked, which answers within a call's budget. */
const EMBEDDED_LEASE_MS = 12_000;

/** Has a certificate issued for a key, once for each request. */
export class RequestCertificate {
  constructor(
    private readonly authorities: Authorities,
    private readonly ledger: RequestLedger,
    private readonly reader: CertificationRequestReader,
    private readonly certify: CertifyOrder,
    private readonly clock: Clock,
  ) {}

  /**
   * The same request id answers the same certificate. When `patience` ends the try goes on, and its result is there for whoever asks again: a slow
   * authority is not asked for a second certificate.
   *
   * @throws `certificate.refused`, `certificate.pending`, `authority.unavailable`, `request.duplicate`, and what the embedded authority refuses with
   */
  async run(order: CertificationOrder, patience: AbortSignal): Promise<IssuedCertificate> {
    // 1. Whoever asks holds the key (RFC 2986 section 3).
    const key = this.reader.provenKey(order.csr);
    if (!key) throw new ServiceError('certificate.refused', 'the request is not signed by the key it names');

    // 2. Intent. A repeat of a request that is answered, refused or under way ends here.
    const { name, kind, authority } = this.authorities.forPolicy(order.policyId);
    const now = this.clock.now();
    const placed = { ...order, authority: name };
    const lease = { now, until: new Date(now.getTime() + (kind === 'embedded' ? EMBEDDED_LEASE_MS : LEASE_MS)) };
    const standing = await this.ledger.begin(placed, requested(placed, authority.driver), lease);
    if (standing.kind === 'taken') throw new ServiceError('request.duplicate', 'this request id was used for another request');
    if (standing.kind === 'answered') return standing.issued;
    if (standing.kind === 'refused') throw new ServiceError('certificate.refused', standing.reason);
    if (standing.kind === 'busy') throw standing.lastFailure === 'authority.unavailable' ? away() : pending(5_000);

    // 3. Act, and 4. outcome: written down by the try itself, whether or not anybody still waits for it.
    const attempt = this.certify.run(standing.order, AbortSignal.timeout(TRY_MS), key);
    return withPatience(attempt, patience);
  }
}

/** @throws `certificate.pending` when patience ends first */
async function withPatience<T>(work: Promise<T>, patience: AbortSignal): Promise<T> {
  let end: () => void = () => undefined;
  const ended = new Promise<never>((_, fail) => {
    end = () => fail(pending(5_000));
    patience.addEventListener('abort', end, { once: true });
    if (patience.aborted) end();
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    patience.removeEventListener('abort', end);
    // Its failure is written down with the order; nobody is left here to hear of it.
    work.catch(() => undefined);
  }
}

function away(): ServiceError {
  return new ServiceError('authority.unavailable', 'the authority does not answer; the request is tried again', { retryAfter: 5 });
}

function requested({ requestId, credentialId, policyId, authority }: PlacedOrder, driver: string): CaEvent {
  const particulars = { requestId, credentialId, policyId, authority, driver };
  return { type: 'certificate-requested', actor: { kind: 'system', id: 'key-lifecycle' }, outcome: 'success', particulars };
}

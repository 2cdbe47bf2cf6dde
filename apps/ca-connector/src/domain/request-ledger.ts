import type { EventRecord } from '@paraph/contracts';
import type { CertificationOrder, IssuedCertificate } from './certificate-authority.js';

/** An event as this service tells it. */
export type CaEvent = EventRecord<'ca-connector'>;

/** How a request stands: open, answered before, or its identifier is another request's. */
export type RequestStanding = { readonly kind: 'open' } | { readonly kind: 'answered'; readonly issued: IssuedCertificate } | { readonly kind: 'taken' };

/** Requests and their certificates, each step with its event in one transaction. */
export abstract class RequestLedger {
  /** Writes the request down, with the event if it is new. */
  abstract begin(order: CertificationOrder, event: CaEvent): Promise<RequestStanding>;

  /** Keeps the certificate, with the event; if one was kept meanwhile, that one counts and is answered. */
  abstract complete(requestId: string, issued: IssuedCertificate, event: CaEvent): Promise<IssuedCertificate>;

  /** Writes an event that stands alone. */
  abstract record(event: CaEvent): Promise<void>;
}

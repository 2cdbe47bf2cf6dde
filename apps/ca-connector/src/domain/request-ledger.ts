import type { EventRecord } from '@paraph/contracts';
import type { CertificationOrder, IssuedCertificate } from './certificate-authority.js';

/** An event as this service tells it. */
export type CaEvent = EventRecord<'ca-connector'>;

/** An order and the authority it went to when it was given. A route that changes later moves no order. */
export interface PlacedOrder extends CertificationOrder {
  readonly authority: string;
}

/** An order that is ours to try until the lease is over. */
export interface ClaimedOrder extends PlacedOrder {
  /** What the authority gave to ask again with, if it is waiting. */
  readonly reference?: string | undefined;
  /** Tries that failed in a row. */
  readonly failures: number;
  /** Why the last one failed, if it did. */
  readonly lastFailure?: string | undefined;
  readonly requestedAt: Date;
}

/**
 * How a request stands: ours to try now; answered or refused before; `busy`, because somebody tries it or its time has not come; or its
 * identifier is another request's.
 */
export type RequestStanding =
  | { readonly kind: 'claimed'; readonly order: ClaimedOrder }
  | { readonly kind: 'answered'; readonly issued: IssuedCertificate }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'busy'; readonly lastFailure?: string | undefined }
  | { readonly kind: 'taken' };

/** The time of a claim: now, and when somebody else may take it if nothing was heard. */
export interface Lease {
  readonly now: Date;
  readonly until: Date;
}

/** What a try left behind that did not end the order. */
export interface Postponement {
  readonly nextTry: Date;
  /** Set where the authority is waiting. */
  readonly reference?: string | undefined;
  readonly failures: number;
  readonly lastFailure?: string | undefined;
}

/** Orders that are not ended, of one authority. */
export interface Queue {
  readonly authority: string;
  readonly waiting: number;
  readonly oldest: Date;
}

/** Requests, how far they are and their certificates, each step with its event in one transaction. */
export abstract class RequestLedger {
  /** Writes the request down, with the event if it is new, and claims it if nobody has it and its time has come. */
  abstract begin(order: PlacedOrder, event: CaEvent, lease: Lease): Promise<RequestStanding>;

  /** Claims one order of an authority whose time has come, the longest due first among those that failed least; each is claimed by
   * one only. An order that an authority never answers must not be the one that finds out, time and again, whether it is back. */
  abstract claimDue(authority: string, lease: Lease): Promise<ClaimedOrder | undefined>;

  /** Keeps the certificate, with the event; if one was kept meanwhile, that one counts and is answered. */
  abstract complete(requestId: string, issued: IssuedCertificate, event: CaEvent): Promise<IssuedCertificate>;

  /** Leaves the order for later, with the event if there is something to tell. What was answered meanwhile stays so. */
  abstract postpone(requestId: string, how: Postponement, event?: CaEvent): Promise<void>;

  /** Ends the order without a certificate, with the event. What was answered meanwhile stays so. */
  abstract refuse(requestId: string, reason: string, event: CaEvent): Promise<void>;

  /** Writes an event that stands alone. */
  abstract record(event: CaEvent): Promise<void>;

  /** What is not ended, by authority. */
  abstract queues(): Promise<readonly Queue[]>;
}

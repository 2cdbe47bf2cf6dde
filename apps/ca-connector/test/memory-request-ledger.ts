import type { IssuedCertificate } from '../src/domain/certificate-authority.js';
import {
  RequestLedger,
  type CaEvent,
  type ClaimedOrder,
  type Lease,
  type PlacedOrder,
  type Postponement,
  type Queue,
  type RequestStanding,
} from '../src/domain/request-ledger.js';

interface Progress {
  readonly order: PlacedOrder;
  readonly requestedAt: Date;
  state: 'open' | 'waiting' | 'answered' | 'refused';
  nextTry: Date;
  leasedUntil?: Date | undefined;
  reference?: string | undefined;
  failures: number;
  lastFailure?: string | undefined;
  reason?: string;
}

/** The ledger in memory. */
export class MemoryRequestLedger extends RequestLedger {
  readonly requests = new Map<string, Progress>();
  readonly certificates = new Map<string, IssuedCertificate>();

  constructor(readonly events: CaEvent[] = []) {
    super();
  }

  override begin(order: PlacedOrder, event: CaEvent, lease: Lease): Promise<RequestStanding> {
    const known = this.requests.get(order.requestId);
    if (!known) {
      this.requests.set(order.requestId, { order, requestedAt: lease.now, state: 'open', nextTry: lease.now, leasedUntil: lease.until, failures: 0 });
      this.events.push(event);
      return Promise.resolve({ kind: 'claimed', order: { ...order, failures: 0, requestedAt: lease.now } });
    }
    if (known.order.credentialId !== order.credentialId || Buffer.compare(known.order.csr, order.csr) !== 0) return Promise.resolve({ kind: 'taken' });
    const issued = this.certificates.get(order.requestId);
    if (issued) return Promise.resolve({ kind: 'answered', issued });
    if (known.reason !== undefined) return Promise.resolve({ kind: 'refused', reason: known.reason });
    const claimed = claim(known, lease);
    return Promise.resolve(claimed ? { kind: 'claimed', order: claimed } : { kind: 'busy', lastFailure: known.lastFailure });
  }

  override claimDue(authority: string, lease: Lease): Promise<ClaimedOrder | undefined> {
    const sorted = [...this.requests.values()]
      .filter(({ order }) => order.authority === authority)
      .sort((one, other) => one.failures - other.failures || +one.nextTry - +other.nextTry);
    for (const one of sorted) {
      const claimed = claim(one, lease);
      if (claimed) return Promise.resolve(claimed);
    }
    return Promise.resolve(undefined);
  }

  override complete(requestId: string, issued: IssuedCertificate, event: CaEvent): Promise<IssuedCertificate> {
    const kept = this.certificates.get(requestId);
    if (kept) return Promise.resolve(kept);
    this.certificates.set(requestId, issued);
    const known = this.requests.get(requestId);
    if (known) Object.assign(known, { state: 'answered', reference: undefined, reason: undefined });
    this.events.push(event);
    return Promise.resolve(issued);
  }

  override postpone(requestId: string, how: Postponement, event?: CaEvent): Promise<void> {
    const known = this.requests.get(requestId);
    if (known && isUnderWay(known)) {
      const state = how.reference === undefined ? 'open' : 'waiting';
      Object.assign(known, { reference: undefined, lastFailure: undefined, ...how, state, leasedUntil: undefined });
    }
    if (event) this.events.push(event);
    return Promise.resolve();
  }

  override refuse(requestId: string, reason: string, event: CaEvent): Promise<void> {
    const known = this.requests.get(requestId);
    if (known && isUnderWay(known)) Object.assign(known, { state: 'refused', reason, reference: undefined, leasedUntil: undefined });
    this.events.push(event);
    return Promise.resolve();
  }

  override record(event: CaEvent): Promise<void> {
    this.events.push(event);
    return Promise.resolve();
  }

  override queues(): Promise<readonly Queue[]> {
    const open = [...this.requests.values()].filter(isUnderWay);
    const names = [...new Set(open.map(({ order }) => order.authority))].sort();
    return Promise.resolve(
      names.map((authority) => {
        const mine = open.filter(({ order }) => order.authority === authority).map(({ requestedAt }) => +requestedAt);
        return { authority, waiting: mine.length, oldest: new Date(Math.min(...mine)) };
      }),
    );
  }
}

function isUnderWay({ state }: Progress): boolean {
  return state === 'open' || state === 'waiting';
}

function claim(one: Progress, { now, until }: Lease): ClaimedOrder | undefined {
  if (!isUnderWay(one) || one.nextTry > now || (one.leasedUntil && one.leasedUntil > now)) return undefined;
  one.leasedUntil = until;
  const { order, reference, failures, lastFailure, requestedAt } = one;
  return { ...order, reference, failures, lastFailure, requestedAt };
}

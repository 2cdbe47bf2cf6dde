import type { AuthorityName, CertificationOrder, IssuedCertificate, RevocationList } from '../src/domain/certificate-authority.js';
import { Publications } from '../src/domain/publications.js';
import { RequestLedger, type CaEvent, type RequestStanding } from '../src/domain/request-ledger.js';

/** The ledger in memory. */
export class MemoryRequestLedger extends RequestLedger {
  readonly requests = new Map<string, CertificationOrder>();
  readonly certificates = new Map<string, IssuedCertificate>();

  constructor(readonly events: CaEvent[] = []) {
    super();
  }

  override begin(order: CertificationOrder, event: CaEvent): Promise<RequestStanding> {
    const known = this.requests.get(order.requestId);
    if (!known) {
      this.requests.set(order.requestId, order);
      this.events.push(event);
      return Promise.resolve({ kind: 'open' });
    }
    if (known.credentialId !== order.credentialId || Buffer.compare(known.csr, order.csr) !== 0) return Promise.resolve({ kind: 'taken' });
    const issued = this.certificates.get(order.requestId);
    return Promise.resolve(issued ? { kind: 'answered', issued } : { kind: 'open' });
  }

  override complete(requestId: string, issued: IssuedCertificate, event: CaEvent): Promise<IssuedCertificate> {
    const kept = this.certificates.get(requestId);
    if (kept) return Promise.resolve(kept);
    this.certificates.set(requestId, issued);
    this.events.push(event);
    return Promise.resolve(issued);
  }

  override record(event: CaEvent): Promise<void> {
    this.events.push(event);
    return Promise.resolve();
  }
}

/** Publications in memory. */
export class MemoryPublications extends Publications {
  readonly certificates = new Map<AuthorityName, Uint8Array>();
  readonly lists: RevocationList[] = [];

  constructor(readonly events: CaEvent[] = []) {
    super();
  }

  override certificate(authority: AuthorityName): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.certificates.get(authority));
  }

  override publishCertificate(authority: AuthorityName, certificate: Uint8Array): Promise<void> {
    this.certificates.set(authority, certificate);
    return Promise.resolve();
  }

  override list(authority: AuthorityName): Promise<RevocationList | undefined> {
    const [newest] = this.lists.filter((one) => one.authority === authority).sort((one, other) => other.number - one.number);
    return Promise.resolve(newest);
  }

  override publishList(list: RevocationList, event: CaEvent): Promise<void> {
    if (this.lists.some(({ authority, number }) => authority === list.authority && number === list.number)) return Promise.resolve();
    this.lists.push(list);
    this.events.push(event);
    return Promise.resolve();
  }
}

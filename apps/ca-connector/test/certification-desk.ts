import type { FakeClock } from '@paraph/testing';
import { DerCertificationRequestReader } from '../src/adapters/der-certification-request-reader.js';
import { Authorities, EMBEDDED } from '../src/domain/authorities.js';
import { AuthorityWatcher, type AuthorityTry } from '../src/domain/authority-watcher.js';
import type { BreakerState } from '../src/domain/breaker.js';
import {
  CertificateAuthority,
  type CertificationOrder,
  type EnrolmentStep,
  type Finding,
  type IssuedCertificate,
  type RevocationOrder,
  type RevocationStep,
} from '../src/domain/certificate-authority.js';
import { CertifyOrder } from '../src/domain/certify-order.js';
import { GuardedAuthority } from '../src/domain/guarded-authority.js';
import { IssuedCertificateCheck } from '../src/domain/issued-certificate-check.js';
import { RequestCertificate } from '../src/domain/request-certificate.js';
import { WorkQueue } from '../src/domain/work-queue.js';
import { MemoryRequestLedger } from './memory-request-ledger.js';

/** What was told of authorities. */
export class RecordedWatcher extends AuthorityWatcher {
  readonly tries: AuthorityTry[] = [];
  readonly told: string[] = [];
  state: BreakerState = 'closed';

  override tried(attempt: AuthorityTry): void {
    this.tries.push(attempt);
  }

  override stands(_authority: string, state: BreakerState): void {
    this.state = state;
  }

  override broke(authority: string): void {
    this.told.push(`${authority} broke`);
  }

  override lost(authority: string): Promise<void> {
    this.told.push(`${authority} lost`);
    return Promise.resolve();
  }

  override back(authority: string): Promise<void> {
    this.told.push(`${authority} back`);
    return Promise.resolve();
  }
}

/** A driver whose tries last no longer than a test has time for. */
export class HastyAuthority extends CertificateAuthority {
  constructor(
    private readonly authority: CertificateAuthority,
    public milliseconds: number,
  ) {
    super();
  }

  override get driver(): string {
    return this.authority.driver;
  }

  override enrol(order: CertificationOrder, within: AbortSignal): Promise<EnrolmentStep> {
    return this.authority.enrol(order, this.bounded(within));
  }

  override poll(order: CertificationOrder, reference: string, within: AbortSignal): Promise<EnrolmentStep> {
    return this.authority.poll(order, reference, this.bounded(within));
  }

  override revoke(order: RevocationOrder, within: AbortSignal): Promise<RevocationStep> {
    return this.authority.revoke(order, this.bounded(within));
  }

  override check(within: AbortSignal): Promise<readonly Finding[]> {
    return this.authority.check(this.bounded(within));
  }

  private bounded(within: AbortSignal): AbortSignal {
    return AbortSignal.any([within, AbortSignal.timeout(this.milliseconds)]);
  }
}

interface DeskSettings {
  readonly driver: CertificateAuthority;
  /** Pinned, DER. */
  readonly issuers: readonly Uint8Array[];
  readonly clock: FakeClock;
}

/** Everything between a request for a certificate and a driver, over a ledger in memory: each policy leads to that driver. */
export class CertificationDesk {
  readonly ledger = new MemoryRequestLedger();
  readonly watcher = new RecordedWatcher();
  readonly queue: WorkQueue;
  private readonly requests: RequestCertificate;
  private readonly clock: FakeClock;

  constructor({ driver, issuers, clock }: DeskSettings) {
    this.clock = clock;
    const authority = new GuardedAuthority('elsewhere', driver, this.watcher, clock);
    const authorities = new Authorities(
      { kind: 'embedded', name: EMBEDDED, authority: driver },
      [{ kind: 'external', name: 'elsewhere', issuers, authority }],
      everyPolicy,
    );
    const reader = new DerCertificationRequestReader();
    const certify = new CertifyOrder(authorities, this.ledger, reader, new IssuedCertificateCheck(clock), clock);
    this.requests = new RequestCertificate(authorities, this.ledger, reader, certify, clock);
    this.queue = new WorkQueue(authorities, this.ledger, certify, clock);
  }

  ask(order: CertificationOrder, patience = AbortSignal.timeout(10_000)): Promise<IssuedCertificate> {
    return this.requests.run(order, patience);
  }

  /** Lets time pass and tries what is due, until the order is answered or nothing helps. */
  async finish(order: CertificationOrder): Promise<IssuedCertificate> {
    for (let rounds = 0; rounds < 20 && !this.ledger.certificates.has(order.requestId); rounds += 1) {
      this.clock.advance(60_000);
      await this.queue.run();
    }
    return this.ask(order);
  }

  /** Types of the events, with the cause of those that tell of a failure. */
  get events(): readonly string[] {
    return this.ledger.events.map(({ type, cause }) => (cause === undefined ? type : `${type}: ${cause}`));
  }
}

/** A route for every policy there may be. */
const everyPolicy: ReadonlyMap<string, string> = new (class extends Map<string, string> {
  override get(): string {
    return 'elsewhere';
  }
})();

import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { Authorities, ExternalAuthority } from './authorities.js';
import type { CertifyOrder } from './certify-order.js';
import { LEASE_MS, TRY_MS } from './request-certificate.js';
import type { RequestLedger } from './request-ledger.js';

/** Orders of one authority that are tried at the same time. */
const AT_ONCE = 4;

/** Tries again what waits. Each authority has its own queue: one that is slow or away holds up nobody else's. */
export class WorkQueue {
  private readonly busy = new Map<string, Promise<void>>();
  private readonly stop = new AbortController();

  constructor(
    private readonly authorities: Authorities,
    private readonly ledger: RequestLedger,
    private readonly certify: CertifyOrder,
    private readonly clock: Clock,
  ) {}

  /** Tries what is due at each authority whose last round has ended. @returns when what this call has begun is done */
  async run(): Promise<void> {
    const idle = this.authorities.external.filter(({ name }) => !this.busy.has(name));
    await Promise.all(idle.map((entry) => this.round(entry)));
  }

  /** When nothing is under way any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.busy.values());
  }

  /** Nothing new is begun and what is under way is given up; it is tried again when its lease is over. */
  end(): void {
    this.stop.abort();
  }

  private round(entry: ExternalAuthority): Promise<void> {
    const round = this.work(entry).finally(() => this.busy.delete(entry.name));
    this.busy.set(entry.name, round);
    return round;
  }

  private async work(entry: ExternalAuthority): Promise<void> {
    const hands = entry.authority.capacity(AT_ONCE);
    await Promise.all(Array.from({ length: hands }, () => this.drain(entry)));
  }

  private async drain({ name, authority }: ExternalAuthority): Promise<void> {
    while (!this.stop.signal.aborted && authority.capacity(1) > 0) {
      const now = this.clock.now();
      const order = await this.ledger.claimDue(name, { now, until: new Date(now.getTime() + LEASE_MS) });
      if (!order) return;
      try {
        await this.certify.run(order, AbortSignal.any([this.stop.signal, AbortSignal.timeout(TRY_MS)]));
      } catch (error) {
        // An expected refusal is written down with the order; a bug is for the log.
        if (!(error instanceof ServiceError)) throw error;
      }
    }
  }
}

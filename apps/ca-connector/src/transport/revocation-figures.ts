import { Injectable } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { Metrics } from '@paraph/platform';
import { RevocationOrders } from '../domain/revocation/revocation-orders.js';
import { Notices } from '../domain/status-watch/notices.js';
import { WatchLedger } from '../domain/status-watch/watch-ledger.js';

/** Figures of revocations: what waits, and whether authorities' statements can be believed. */
@Injectable()
export class RevocationFigures {
  private readonly waiting: ReturnType<Metrics['gauge']>;
  private readonly oldest: ReturnType<Metrics['gauge']>;
  private readonly noticed: ReturnType<Metrics['gauge']>;
  private readonly status: ReturnType<Metrics['gauge']>;
  private readonly seen: ReturnType<Metrics['gauge']>;

  constructor(
    metrics: Metrics,
    private readonly orders: RevocationOrders,
    private readonly notices: Notices,
    private readonly ledger: WatchLedger,
    private readonly clock: Clock,
  ) {
    const labels = ['authority', 'kind'];
    this.waiting = metrics.gauge({ name: 'ca_connector_waiting_revocations', help: 'Revocations that an authority has not confirmed yet' });
    this.oldest = metrics.gauge({ name: 'ca_connector_oldest_revocation_seconds', help: 'Age of the oldest revocation that is not confirmed yet' });
    this.noticed = metrics.gauge({
      name: 'ca_connector_noticed_revocations',
      help: 'Certificates that an authority revoked and whose key is not destroyed yet',
    });
    this.status = metrics.gauge({ name: 'ca_connector_status_believed', help: 'Whether the last list or answer of an authority could be believed', labels });
    this.seen = metrics.gauge({ name: 'ca_connector_status_seen_timestamp_seconds', help: 'When an authority’s list or answer was last believed', labels });
  }

  /** Counts what waits. */
  async count(): Promise<void> {
    const { count, since } = await this.orders.waiting();
    this.waiting.set(count);
    this.oldest.set(since ? Math.max(0, (this.clock.now().getTime() - since.getTime()) / 1_000) : 0);
    this.noticed.set(await this.notices.open());
    // From the table, not from what this replica saw: another one may have had the last turns.
    for (const { authority, kind, isBelieved, believedAt } of await this.ledger.standings()) {
      this.status.set({ authority, kind }, isBelieved ? 1 : 0);
      if (believedAt) this.seen.set({ authority, kind }, believedAt.getTime() / 1_000);
    }
  }
}

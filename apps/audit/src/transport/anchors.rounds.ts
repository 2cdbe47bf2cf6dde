import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, Metrics, Rounds } from '@paraph/platform';
import { AnchorHeads, type Anchoring } from '../domain/anchors/anchor-heads.js';
import { TimestampAuthorities } from '../domain/anchors/timestamp-authority.js';

const MINUTE_MS = 60_000;

/** Has the last head time-stamped each hour, by one replica. */
@Injectable()
export class AnchorsRounds implements OnApplicationBootstrap {
  private readonly anchored;
  private readonly failing;

  constructor(
    private readonly rounds: Rounds,
    private readonly anchors: AnchorHeads,
    private readonly authorities: TimestampAuthorities,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.anchored = metrics.counter({
      name: 'audit_heads_anchored_total',
      help: 'Heads that an authority elsewhere time-stamped',
      labels: ['authority'] as const,
    });
    this.failing = metrics.gauge({
      name: 'audit_anchoring_failing',
      help: '1 while an authority gives no time-stamp that is right',
      labels: ['authority'] as const,
    });
  }

  onApplicationBootstrap(): void {
    if (this.authorities.all.length === 0) return;
    this.rounds.begin({ name: 'anchor', everyMs: MINUTE_MS, run: async () => void (await this.run('due')) });
  }

  /** Asks those that are due, or all of them now. */
  async run(which: 'due' | 'all'): Promise<readonly Anchoring[]> {
    const done = await this.anchors.run(which);
    for (const { authority, outcome, cause } of done) {
      this.failing.set({ authority }, outcome === 'failed' ? 1 : 0);
      if (outcome === 'anchored') this.anchored.inc({ authority });
      if (outcome === 'failed') this.log.warn('anchoring-failed', { authority, cause });
    }
    return done;
  }
}

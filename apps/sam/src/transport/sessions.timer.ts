import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log, Metrics, Repeated } from '@paraph/platform';
import { FollowSessions, type SessionRound } from '../domain/sessions/follow-sessions.js';
import { KeyPools } from '../domain/sessions/key-pools.js';
import { Presence } from '../domain/sessions/presence.js';

const EVERY_MS = 1_000;
/** How often this replica says that it lives. */
const BEAT_MS = 5_000;
/** In ticks: how often it looks for those that do not. */
const FORSAKEN_EVERY = 10;

/** Ends the sessions whose time is over, says that this replica lives, writes down the end of those that do not, and keeps the pools filled. */
@Injectable()
export class SessionsTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly repeated = new Repeated(EVERY_MS, () => this.tick());
  // By itself: however long a round takes that has much to end, this replica lives.
  private readonly announced = new Repeated(BEAT_MS, () => this.beat());
  private ticks = 0;

  constructor(
    private readonly follow: FollowSessions,
    private readonly presence: Presence,
    private readonly pools: KeyPools,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    const labels = ['policy', 'algorithm'];
    metrics.gauge({
      name: 'sam_pool_keys',
      help: 'Keys for one session that nobody owns yet',
      labels,
      collect: (figure) => {
        for (const { policyId, algorithm, pool } of pools.all) figure.set({ policy: policyId, algorithm }, pool.ready);
      },
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    // Before the first session is opened, which needs it; the database may be away, and then none is.
    await this.beat();
    this.announced.begin();
    this.repeated.begin();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.repeated.end();
    await this.announced.end();
    await this.pools.close();
    await this.told(() => this.follow.leave());
  }

  private async tick(): Promise<void> {
    this.ticks += 1;
    await this.told(() => this.follow.own());
    if (this.ticks % FORSAKEN_EVERY === 0) await this.told(() => this.follow.forsaken());
    this.pools.fill();
  }

  private async beat(): Promise<void> {
    try {
      await this.presence.beat();
    } catch (error) {
      this.log.error('replica-not-announced', error);
    }
  }

  private async told(round: () => Promise<SessionRound>): Promise<void> {
    try {
      const { ended, failures } = await round();
      if (ended > 0) this.log.info('sessions-ended', { count: ended });
      for (const failure of failures) this.log.error('session-not-ended', failure);
    } catch (error) {
      this.log.error('sessions-not-followed', error);
    }
  }
}

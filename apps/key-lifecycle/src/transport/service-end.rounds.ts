import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, Rounds } from '@paraph/platform';
import { FollowServiceEnd, ServiceWatch } from '../domain/endings/follow-service-end.js';
import { TellServiceEnd } from '../domain/endings/tell-service-end.js';
import { RECONCILIATION } from './endings.rounds.js';

/** The SAM ends the keys within seconds; what is shown follows soon after. */
const EVERY_MS = 60_000;

/** Looks whether the service has ended, has the credentials follow and the subscribers told. */
@Injectable()
export class ServiceEndRounds implements OnApplicationBootstrap {
  private readonly follow: FollowServiceEnd;

  constructor(
    private readonly rounds: Rounds,
    watch: ServiceWatch,
    telling: TellServiceEnd,
    private readonly log: Log,
  ) {
    this.follow = new FollowServiceEnd(watch, telling, () => rounds.hasten(RECONCILIATION));
  }

  onApplicationBootstrap(): void {
    this.rounds.begin({ name: 'service-end', everyMs: EVERY_MS, run: (signal) => this.go(signal) });
  }

  private async go(signal: AbortSignal): Promise<void> {
    const state = await this.follow.run(signal);
    if (state !== undefined) this.log.info('service-end-followed', { state });
  }
}

import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, Rounds } from '@paraph/platform';
import { EndClosedContainers } from '../domain/containers/end-closed-containers.js';

/** How soon after the decision the keys go; what signs stops with the decision itself. Milliseconds. */
const EVERY_MS = 2_000;

/** Destroys the keys of containers that were closed, one replica at a time. */
@Injectable()
export class ClosedContainersTimer implements OnApplicationBootstrap {
  constructor(
    private readonly ending: EndClosedContainers,
    private readonly rounds: Rounds,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin({ name: 'closed-containers', everyMs: EVERY_MS, run: (signal) => this.go(signal) });
  }

  private async go(signal: AbortSignal): Promise<void> {
    const ended = await this.ending.run(() => signal.aborted);
    if (ended > 0) this.log.info('closed-containers-ended', { keys: ended });
  }
}

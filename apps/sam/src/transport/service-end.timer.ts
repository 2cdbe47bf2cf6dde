import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, Rounds } from '@paraph/platform';
import { EndService } from '../domain/service-end/end-service.js';
import { ServiceEnd } from '../domain/service-end/service-end.js';

/** How soon after the decision it begins. Milliseconds. */
const EVERY_MS = 5_000;

/** Looks regularly whether the end of the service was decided, and does what is left of it; goes on looking for what was under way then. */
@Injectable()
export class ServiceEndTimer implements OnApplicationBootstrap {
  private isDone = false;

  constructor(
    private readonly end: ServiceEnd,
    private readonly ending: EndService,
    private readonly rounds: Rounds,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin({ name: 'service-end', everyMs: EVERY_MS, run: (signal) => this.go(signal) });
  }

  private async go(signal: AbortSignal): Promise<void> {
    // What the journal says of it is in memory: as long as nothing ends, this asks nobody.
    if (!this.end.isDecided) return;
    const isDone = await this.ending.finish(() => signal.aborted);
    if (isDone && !this.isDone) this.log.info('service-ended', {});
    this.isDone = isDone;
  }
}

import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, Rounds } from '@paraph/platform';
import { EndContained } from '../domain/containers/end-contained.js';
import { FollowContainers } from '../domain/containers/follow-containers.js';

/** So old may be what is told of a container after several people decided about it. Milliseconds. */
const EVERY_MS = 2_000;

/** Follows containers, and what is in the closed ones: by one replica at a time. */
@Injectable()
export class ContainersRounds implements OnApplicationBootstrap {
  constructor(
    private readonly rounds: Rounds,
    private readonly following: FollowContainers,
    private readonly contained: EndContained,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin({ name: 'containers', everyMs: EVERY_MS, run: (signal) => this.follow(signal) });
  }

  private async follow(signal: AbortSignal): Promise<void> {
    for (const { containerId, state } of await this.following.run(signal)) this.log.info('container-followed', { containerId, state });
    for (const { credentialId, outcome, failure } of await this.contained.run(signal)) {
      if (outcome === 'waiting') this.log.error('contained-credential-left', failure, { credentialId });
      else this.log.info('contained-credential-ended', { credentialId });
    }
  }
}

import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, Metrics, Rounds } from '@paraph/platform';
import { WatchSources } from '../domain/sources/watch-sources.js';

const EVERY_MS = 15_000;

/** Listens whether every source is still heard: by one replica at a time, as `Rounds` has it. */
@Injectable()
export class SourcesRounds implements OnApplicationBootstrap {
  private readonly silent;
  private readonly told = new Set<string>();

  constructor(
    private readonly rounds: Rounds,
    private readonly sources: WatchSources,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.silent = metrics.gauge({
      name: 'audit_source_silent',
      help: '1 while a source that was heard before says nothing, not even that it is there',
      labels: ['source'],
    });
  }

  onApplicationBootstrap(): void {
    this.rounds.begin({ name: 'sources', everyMs: EVERY_MS, run: () => this.watch() });
  }

  private async watch(): Promise<void> {
    for (const [source, isSilent] of await this.sources.run()) {
      this.silent.set({ source }, isSilent ? 1 : 0);
      if (isSilent && !this.told.has(source)) this.log.error('source-silent', new Error('nothing is heard of it'), { source });
      if (!isSilent && this.told.delete(source)) this.log.info('source-heard', { source });
      if (isSilent) this.told.add(source);
    }
  }
}

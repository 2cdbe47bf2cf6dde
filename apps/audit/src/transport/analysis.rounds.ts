import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, Metrics, Rounds } from '@paraph/platform';
import { AnalyseActivity } from '../domain/analysis/analyse-activity.js';

const MINUTES_5 = 300_000;

/** Counts and judges the hours: by one replica at a time, as `Rounds` has it. */
@Injectable()
export class AnalysisRounds implements OnApplicationBootstrap {
  private readonly found;

  constructor(
    private readonly rounds: Rounds,
    private readonly analysis: AnalyseActivity,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.found = metrics.counter({ name: 'audit_patterns_total', help: 'Patterns found in the activity of an hour, by their name', labels: ['pattern'] });
  }

  onApplicationBootstrap(): void {
    this.rounds.begin({ name: 'analysis', everyMs: MINUTES_5, run: (signal) => this.analyse(signal) });
  }

  private async analyse(signal: AbortSignal): Promise<void> {
    for (const { pattern, subject, hour, count, usual } of await this.analysis.run(signal)) {
      this.found.inc({ pattern });
      this.log.warn('pattern-found', { pattern, subject, hour: hour.toISOString(), count, usual });
    }
  }
}

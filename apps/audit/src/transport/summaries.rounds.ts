import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, Rounds } from '@paraph/platform';
import { SendSummaries } from '../domain/summaries/send-summaries.js';

const MINUTES_10 = 600_000;

/** Sends summaries when their periods are over: by one replica at a time, as `Rounds` has it. */
@Injectable()
export class SummariesRounds implements OnApplicationBootstrap {
  constructor(
    private readonly rounds: Rounds,
    private readonly summaries: SendSummaries,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin({ name: 'summaries', everyMs: MINUTES_10, run: () => this.send() });
  }

  private async send(): Promise<void> {
    for (const kind of await this.summaries.run()) this.log.info('summary-sent', { kind });
  }
}

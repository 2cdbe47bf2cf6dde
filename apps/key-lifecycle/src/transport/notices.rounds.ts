import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, Metrics, Rounds } from '@paraph/platform';
import { TellEndings } from '../domain/notices/tell-endings.js';

const EVERY_MS = 10 * 60_000;

/** Tells of certificates that end soon: by one replica at a time, as `Rounds` has it. */
@Injectable()
export class NoticesRounds implements OnApplicationBootstrap {
  private readonly notices;

  constructor(
    private readonly rounds: Rounds,
    private readonly endings: TellEndings,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.notices = metrics.counter({ name: 'key_lifecycle_notices_total', help: 'Notices of ending certificates by what became of them', labels: ['outcome'] });
  }

  onApplicationBootstrap(): void {
    this.rounds.begin({ name: 'notices', everyMs: EVERY_MS, run: (signal) => this.tell(signal) });
  }

  private async tell(signal: AbortSignal): Promise<void> {
    const { sent, nobody, failures } = await this.endings.run(signal);
    this.notices.inc({ outcome: 'sent' }, sent);
    this.notices.inc({ outcome: 'nobody' }, nobody);
    this.notices.inc({ outcome: 'failed' }, failures.length);
    if (sent + nobody > 0) this.log.info('endings-told', { sent, nobody });
    // One is enough to see what is wrong; all are tried again.
    if (failures.length > 0) this.log.error('endings-not-told', failures[0], { count: failures.length });
  }
}

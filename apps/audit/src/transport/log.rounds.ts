import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, Metrics, Rounds } from '@paraph/platform';
import { OrderLogCheck } from '../domain/check/order-log-check.js';

const DAY_MS = 86_400_000;

/** The daily look at the whole log, by one replica. */
@Injectable()
export class LogRounds implements OnApplicationBootstrap {
  private readonly faults;

  constructor(
    private readonly rounds: Rounds,
    private readonly check: OrderLogCheck,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.faults = metrics.gauge({ name: 'audit_log_faults', help: 'What the last look at the whole log found wrong; above 0 somebody has changed the log' });
  }

  onApplicationBootstrap(): void {
    this.rounds.begin({ name: 'check-log', everyMs: DAY_MS, run: (signal) => this.look(signal) });
  }

  private async look(signal: AbortSignal): Promise<void> {
    const { size, rehashed, heads, signer, faults } = await this.check.run({ kind: 'system', id: 'audit' }, signal);
    this.faults.set(faults.length);
    this.log.info('log-checked', { size, rehashed, heads, signer, faults: faults.length });
    for (const { kind, position, detail } of faults) this.log.error('log-fault', new Error(detail), { kind, position });
  }
}

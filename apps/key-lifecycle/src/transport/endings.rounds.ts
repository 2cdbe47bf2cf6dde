import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, Metrics, Rounds } from '@paraph/platform';
import { ExpireCredentials } from '../domain/endings/expire-credentials.js';
import { ReconcileKeys } from '../domain/endings/reconcile-keys.js';

/** Name of the daily comparison, for whoever wants it sooner. */
export const RECONCILIATION = 'reconciliation';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What is done about credentials that are over, and about keys that should be: by one replica at a time, as `Rounds` has it. */
@Injectable()
export class EndingsRounds implements OnApplicationBootstrap {
  private readonly expired;

  constructor(
    private readonly rounds: Rounds,
    private readonly expiry: ExpireCredentials,
    private readonly reconciliation: ReconcileKeys,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.expired = metrics.counter({ name: 'key_lifecycle_expired_total', help: 'Credentials whose key was destroyed because its certificate is over' });
  }

  onApplicationBootstrap(): void {
    this.rounds.begin({ name: 'expiry', everyMs: MINUTE_MS, run: (signal) => this.expire(signal) });
    this.rounds.begin({ name: RECONCILIATION, everyMs: DAY_MS, run: (signal) => this.reconcile(signal) });
  }

  private async expire(signal: AbortSignal): Promise<void> {
    const { destroyed, kept, troubled } = await this.expiry.run(signal);
    this.expired.inc(destroyed);
    if (destroyed > 0 || kept > 0) this.log.info('credentials-expired', { destroyed, kept });
    for (const { credentialId, outcome } of troubled) this.log.warn('expired-credential-left', { credentialId, outcome });
  }

  private async reconcile(signal: AbortSignal): Promise<void> {
    const done = await this.reconciliation.run(signal);
    if (done) this.log.info('keys-reconciled', { ...done, finishedAt: done.finishedAt.toISOString() });
  }
}

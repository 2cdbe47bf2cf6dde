import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { acceptCorrelationId, Log, runWork } from '@paraph/platform';
import { AskRevocation } from '../domain/ask-revocation.js';
import { FollowSessions } from '../domain/follow-sessions.js';
import { SweepRenewals } from '../domain/renewals/sweep-renewals.js';
import { Sweep, type Swept } from '../domain/sweep.js';

const EVERY_MS = 15_000;

/**
 * Sweeps at the start and then regularly, one sweep of a kind at a time, so that none waits for another's slow neighbour. A stop waits for
 * those at work.
 */
@Injectable()
export class SweepTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private readonly work = new Map<string, Promise<void>>();

  constructor(
    private readonly sweep: Sweep,
    private readonly revocations: AskRevocation,
    private readonly sessions: FollowSessions,
    private readonly renewals: SweepRenewals,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.tick();
    this.timer = setInterval(() => this.tick(), EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.work.values());
  }

  private tick(): void {
    this.begin('prompt', () => this.sweep.run('prompt'));
    this.begin('pending', () => this.sweep.run('pending'));
    this.begin('revocations', () => this.revocations.run());
    this.begin('sessions', () => this.sessions.run());
    this.begin('renewals', () => this.renewals.run());
  }

  private begin(kind: string, sweep: () => Promise<readonly Swept[]>): void {
    if (this.work.has(kind)) return;
    const work = runWork({ correlationId: acceptCorrelationId(undefined) }, () => this.run(kind, sweep)).finally(() => this.work.delete(kind));
    this.work.set(kind, work);
  }

  private async run(kind: string, sweep: () => Promise<readonly Swept[]>): Promise<void> {
    try {
      for (const swept of await sweep()) this.tell(kind, swept);
    } catch (error) {
      this.log.error('sweep-failed', error);
    }
  }

  private tell(kind: string, { credentialId, outcome, failure }: Swept): void {
    if (outcome === 'waiting') this.log.error('credential-left-behind', failure, { credentialId });
    // An authority that takes its time is told of again and again, and is nobody's fault.
    else if (outcome === 'pending') this.log.debug('certificate-awaited', { credentialId });
    // A session ends: that is its whole purpose.
    else if (kind === 'sessions') this.log.debug('session-over', { credentialId });
    else this.log.warn('credential-swept', { credentialId, outcome });
  }
}

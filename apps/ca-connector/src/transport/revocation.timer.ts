import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { acceptCorrelationId, Log, runWork } from '@paraph/platform';
import { CarryOutRevocations } from '../domain/revocation/carry-out-revocations.js';
import { FollowNotices } from '../domain/status-watch/follow-notices.js';
import { WatchAuthorities } from '../domain/status-watch/watch-authorities.js';
import { RevocationFigures } from './revocation-figures.js';

/** Well within the minute in which a revocation has to be asked. Milliseconds. */
const EVERY_MS = 5_000;

/** One thing that was tried, and what went wrong with it. */
interface Tried {
  readonly failure?: unknown;
}

/**
 * Carries out revocations, looks at what authorities say, and follows what they revoked: each by itself, so that none waits for another's slow
 * peer. It begins with what the process before left behind. A stop waits for what is under way.
 */
@Injectable()
export class RevocationTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private readonly work = new Map<string, Promise<void>>();
  private readonly failing = new Set<string>();

  constructor(
    private readonly revocations: CarryOutRevocations,
    private readonly watch: WatchAuthorities,
    private readonly notices: FollowNotices,
    private readonly figures: RevocationFigures,
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
    this.begin('revocations', () => this.revocations.run());
    this.begin('status-watch', async () => {
      const looked = await this.watch.run();
      // What was just noticed is stopped now, not in five seconds.
      this.begin('noticed-revocations', () => this.notices.run());
      return looked;
    });
    this.begin('noticed-revocations', () => this.notices.run());
    this.begin('revocation-figures', async () => {
      await this.figures.count();
      return [];
    });
  }

  private begin(kind: string, act: () => Promise<readonly Tried[]>): void {
    if (this.work.has(kind)) return;
    const work = runWork({ correlationId: acceptCorrelationId(undefined) }, () => this.run(kind, act)).finally(() => this.work.delete(kind));
    this.work.set(kind, work);
  }

  private async run(kind: string, act: () => Promise<readonly Tried[]>): Promise<void> {
    try {
      for (const { failure, ...tried } of await act()) if (failure !== undefined) this.tell(kind, failure, tried);
      this.failing.delete(kind);
    } catch (error) {
      // Every few seconds the same: once is enough.
      if (!this.failing.has(kind)) this.log.error('revocation-work-failed', error, { kind });
      this.failing.add(kind);
    }
  }

  /** A peer that is away, or says what cannot be believed, is no fault of this process: the event and the figures tell of it. */
  private tell(kind: string, failure: unknown, tried: object): void {
    const isExpected = failure instanceof ServiceError ? failure.code !== 'internal' : failure instanceof Error && failure.name === 'UnfitStatus';
    if (isExpected) this.log.warn('revocation-waits', { kind, ...tried, why: failure instanceof Error ? failure.message : '' });
    else this.log.error('revocation-work-failed', failure, { kind, ...tried });
  }
}

import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { Log } from '@paraph/platform';
import { FollowEnd } from '../domain/follow-end.js';
import { PrepareAnswers } from '../domain/prepare-answers.js';
import { RefreshPublications, type ReplacedList } from '../domain/refresh-publications.js';
import { RevocationListReader } from '../domain/revocation-list-reader.js';

const REST_MS = 60_000;
/** The SAM may come up after this process: what is missing is not missing for long. */
const RETRY_MS = 500;
/** A revocation may be as old as the list that did not know it yet. */
const OVERLAP_MS = 60_000;

/** Keeps what is published fresh, from the start to the end of this process. */
@Injectable()
export class PublicationTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;
  private failing = false;

  constructor(
    private readonly refresh: RefreshPublications,
    private readonly lists: RevocationListReader,
    private readonly answers: PrepareAnswers,
    private readonly end: FollowEnd,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.tick();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async tick(): Promise<void> {
    try {
      for (const replaced of await this.refresh.run()) await this.renewAnswers(replaced);
      await this.end.run();
      if (this.failing) this.log.info('publication-recovered');
      this.failing = false;
    } catch (error) {
      this.report(error);
      this.failing = true;
    }
    if (this.stopped) return;
    this.timer = setTimeout(() => void (this.running = this.tick()), this.failing ? RETRY_MS : REST_MS);
  }

  /** A list and an answer shall not contradict each other: whatever came onto the list is answered anew. */
  private async renewAnswers({ list, previous }: ReplacedList): Promise<void> {
    if (!previous) return;
    await this.answers.renew(list.authority, this.lists.revokedSince(list.crl, new Date(previous.thisUpdate.getTime() - OVERLAP_MS)));
  }

  /** Once until it works again. A neighbour that is away is no fault of this process. */
  private report(error: unknown): void {
    if (this.failing) return;
    if (error instanceof ServiceError && error.code !== 'internal') this.log.warn('publication-waits', { code: error.code, detail: error.detail });
    else this.log.error('publication-failed', error);
  }
}

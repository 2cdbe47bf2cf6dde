import type { Clock } from '@paraph/kernel';
import type { Log } from '@paraph/platform';
import type { ProtocolObjects } from '../domain/ports/protocol-objects.js';

const EVERY_MS = 10 * 60_000;
/** An ended token stays known as ended for a day, so that its bearer is told so. */
const KEEP_MS = 24 * 60 * 60_000;

/** Forgets the authorisation server's objects some time after their end. */
export class ExpiredObjects {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly objects: ProtocolObjects,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.sweep(), EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  private async sweep(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEEP_MS);
    await this.objects.purge(before).catch((error: unknown) => this.log.error('sweep-failed', error));
  }
}

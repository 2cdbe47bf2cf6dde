import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Log } from '@paraph/platform';
import { ForgetExpired } from '../domain/tokens/forget-expired.js';

const EVERY_MS = 10 * 60_000;

/** Has expired objects forgotten from time to time. */
@Injectable()
export class ExpiryTimer implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly forget: ForgetExpired,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tick(), EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async tick(): Promise<void> {
    await this.forget.run().catch((error: unknown) => this.log.error('sweep-failed', error));
  }
}

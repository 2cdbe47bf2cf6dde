import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log } from '@paraph/platform';
import { EndCertifiedKeys } from '../domain/changes/end-certified-keys.js';
import { EndIssuingAuthority } from '../domain/x509/end-issuing-authority.js';

/** Within a minute of the decision everything that is possible is done (CRT-02). */
const EVERY_MS = 5_000;

/** Looks regularly whether the end of the issuing authority was decided, and does what is left of it. Every replica has keys to forget. */
@Injectable()
export class AuthorityEndTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isStopping = false;
  private isDone = false;

  constructor(
    private readonly ending: EndIssuingAuthority,
    private readonly certifiedKeys: EndCertifiedKeys,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.begin(), EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.isStopping = true;
    await this.running;
  }

  private begin(): void {
    // What the journal says of it is in memory: as long as nothing ends, this asks nobody.
    if (this.isDone || !this.ending.isDecided) return;
    this.running ??= this.go().finally(() => (this.running = undefined));
  }

  private async go(): Promise<void> {
    try {
      const end = await this.ending.finish();
      if (!end) return;
      if (!end.keysEnded) {
        const ended = await this.certifiedKeys.run(new Date(end.endedAt), () => this.isStopping);
        if (this.isStopping) return;
        await this.ending.noteKeysEnded();
        this.log.info('authority-ended', { list: end.lastList?.number, keysEnded: ended });
      }
      this.isDone = true;
    } catch (error) {
      if (!this.isStopping) this.log.error('authority-end-waits', error);
    }
  }
}

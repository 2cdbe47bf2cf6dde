import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log, Repeated } from '@paraph/platform';
import { EndCertifiedKeys } from '../domain/changes/end-certified-keys.js';
import { EndIssuingAuthority } from '../domain/x509/end-issuing-authority.js';

/** Within a minute of the decision everything that is possible is done (CRT-02). */
const EVERY_MS = 5_000;

/** Looks regularly whether the end of the issuing authority was decided, and does what is left of it. Every replica has keys to forget. */
@Injectable()
export class AuthorityEndTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly repeated = new Repeated(EVERY_MS, () => this.go());
  private isStopping = false;
  private isDone = false;

  constructor(
    private readonly ending: EndIssuingAuthority,
    private readonly certifiedKeys: EndCertifiedKeys,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.repeated.begin();
  }

  onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    return this.repeated.end();
  }

  private async go(): Promise<void> {
    // What the journal says of it is in memory: as long as nothing ends, this asks nobody.
    if (this.isDone || !this.ending.isDecided) return;
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

import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log, Metrics, Repeated } from '@paraph/platform';
import { AuthorityKeys } from '../domain/keys/authority-keys.js';
import { RewrapKeys, type RewrapProgress } from '../domain/keys/rewrap-keys.js';
import { Token } from '../domain/ports/token.js';

const EVERY_MS = 60_000;
const REPORT_EVERY = 1_000;

/** Looks regularly whether keys are closed under an earlier generation, and has them closed anew in the background. */
@Injectable()
export class RewrappingTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly repeated = new Repeated(EVERY_MS, () => this.tick());
  private isStopping = false;
  private reported = 0;
  private readonly rewrapped: ReturnType<Metrics['gauge']>;
  private readonly failed: ReturnType<Metrics['gauge']>;

  constructor(
    private readonly rewrapKeys: RewrapKeys,
    private readonly authorityKeys: AuthorityKeys,
    private readonly token: Token,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    const labels = ['generation'];
    this.rewrapped = metrics.gauge({ name: 'sam_rewrapped_keys', help: 'Keys that this replica closed anew under the generation, in the last run', labels });
    this.failed = metrics.gauge({ name: 'sam_rewrap_failures', help: 'Keys that could not be closed anew under the generation, in the last run', labels });
  }

  onApplicationBootstrap(): void {
    this.repeated.begin();
  }

  onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    return this.repeated.end();
  }

  private async tick(): Promise<void> {
    this.reported = 0;
    try {
      const done = await this.rewrapKeys.run(
        (progress) => this.watch(progress),
        () => this.isStopping,
      );
      if (done) this.log.info('keys-rewrapped', { ...done });
      await this.authorityKeys.refresh((await this.token.health()).kekGeneration);
    } catch (error) {
      if (!this.isStopping) this.log.error('rewrapping-failed', error);
    }
  }

  private watch(progress: RewrapProgress): void {
    const labels = { generation: String(progress.generation) };
    this.rewrapped.set(labels, progress.rewrapped);
    this.failed.set(labels, progress.failed);
    if (progress.rewrapped - this.reported < REPORT_EVERY) return;
    this.reported = progress.rewrapped;
    this.log.info('keys-rewrapping', { ...progress });
  }
}

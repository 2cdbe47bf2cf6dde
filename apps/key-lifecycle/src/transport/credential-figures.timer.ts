import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { credentialStates } from '@paraph/contracts';
import { Log, Metrics, Repeated } from '@paraph/platform';
import { CredentialFigures } from '../domain/endings/credential-figures.js';

/** It reads a whole index. Milliseconds. */
const EVERY_MS = 60_000;

/** How many credentials there are of each state, for whoever draws curves of it. */
@Injectable()
export class CredentialFiguresTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly credentials: ReturnType<Metrics['gauge']>;
  private readonly repeated = new Repeated(EVERY_MS, () => this.look());

  constructor(
    private readonly figures: CredentialFigures,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.credentials = metrics.gauge({ name: 'key_lifecycle_credentials', help: 'Credentials by their state, counted every minute', labels: ['state'] });
  }

  onApplicationBootstrap(): void {
    this.repeated.begin();
  }

  onApplicationShutdown(): Promise<void> {
    return this.repeated.end();
  }

  private async look(): Promise<void> {
    try {
      const { states } = await this.figures.count();
      for (const state of credentialStates) this.credentials.set({ state }, states.find((one) => one.state === state)?.count ?? 0);
    } catch (error) {
      this.log.debug('credentials-not-counted', { reason: error instanceof Error ? error.message : String(error) });
    }
  }
}

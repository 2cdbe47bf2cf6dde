import type { TellServiceEnd } from './tell-service-end.js';

/** How far the service's end has come, by the SAM's word. */
export interface ServiceState {
  readonly state: 'serving' | 'ending' | 'ended';
  /** Present once it was decided. */
  readonly decidedAt?: Date | undefined;
}

/** Who knows. */
export abstract class ServiceWatch {
  /** @throws ServiceError `service.unavailable`, `hsm.unavailable`, `record.tampered` */
  abstract look(): Promise<ServiceState>;
}

/**
 * Has the credentials here follow the end of the service: the SAM has destroyed the keys, and what is shown, what certificates of authorities elsewhere
 * are still good for, follows with the comparison that otherwise comes once a day. Whoever has a credential is told.
 */
export class FollowServiceEnd {
  private followed: ServiceState['state'] = 'serving';
  private decidedAt: Date | undefined;

  constructor(
    private readonly watch: ServiceWatch,
    private readonly telling: Pick<TellServiceEnd, 'plan' | 'run'>,
    private readonly compare: () => Promise<void>,
  ) {}

  /** Repeating it changes nothing: one comparison while it ends, one when it has ended. Answers the state where it is another than before. */
  async run(signal: AbortSignal): Promise<ServiceState['state'] | undefined> {
    const changed = this.followed === 'ended' ? undefined : await this.follow();
    if (this.decidedAt !== undefined) await this.telling.run(this.decidedAt, signal);
    return changed;
  }

  private async follow(): Promise<ServiceState['state'] | undefined> {
    const { state, decidedAt } = await this.watch.look();
    if (state === this.followed) return undefined;
    // Before the comparison: afterwards nobody here has a credential that could sign.
    await this.telling.plan();
    await this.compare();
    [this.followed, this.decidedAt] = [state, decidedAt];
    return state;
  }
}

import { ServiceError } from '@paraph/contracts';

/** How much of this process passwords may take. */
export interface HashingBounds {
  readonly atOnce: number;
  readonly waiting: number;
  /** Of one network address, so that one does not take the places of all. */
  readonly waitingOfOne: number;
}

/** At 64 MiB each, two hashes at once are what a process has to spare for people who may be nobody; who waits is answered within the call's budget. */
export const HASHING_BOUNDS: HashingBounds = { atOnce: 2, waiting: 16, waitingOfOne: 4 };

const RETRY_SECONDS = 2;

interface Waiting {
  readonly address: string;
  readonly go: () => void;
}

/** Has the computation of hashes wait for its turn; what finds the queue full is sent away at once. */
export class HashingTurns {
  private readonly queue: Waiting[] = [];
  private busy = 0;

  constructor(private readonly bounds: HashingBounds = HASHING_BOUNDS) {}

  /** @throws ServiceError login.throttled if too many wait */
  async run<T>(address: string, work: () => Promise<T>): Promise<T> {
    await this.enter(address);
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(address: string): Promise<void> {
    const { atOnce, waiting, waitingOfOne } = this.bounds;
    if (this.busy < atOnce) {
      this.busy += 1;
      return;
    }
    const ofOne = this.queue.filter((one) => one.address === address).length;
    if (this.queue.length >= waiting || ofOne >= waitingOfOne) throw new ServiceError('login.throttled', 'too many logins wait', { retryAfter: RETRY_SECONDS });
    // Whoever leaves hands the place over, so that nobody slips in between.
    await new Promise<void>((go) => this.queue.push({ address, go }));
  }

  private leave(): void {
    const next = this.queue.shift();
    if (next === undefined) this.busy -= 1;
    else next.go();
  }
}

import { ServiceError } from '@paraph/contracts';
import type { SessionPool } from '../ports/policies.js';
import type { HeldKey } from '../ports/token.js';

/** What happened to a pool, for the figures. */
export interface PoolEvents {
  taken(): void;
  empty(): void;
  made(seconds: number): void;
  failed(error: unknown): void;
}

/** What a pool lives by. */
export interface PoolSurroundings {
  make(): Promise<HeldKey>;
  /** Keys of this pool that are in sessions of a subscriber now. */
  inUse(subscriberId: string): number;
  readonly events: PoolEvents;
}

/** After a key could not be made, the next one is not tried at once. */
const REST_MS = 1_000;

interface Waiting {
  readonly give: (key: HeldKey) => void;
  readonly refuse: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Keys of one algorithm that nobody owns yet, each in its session of the token, for sessions under one policy. Below the low-water mark it is
 * filled up again by one worker, one key after the other, in the lane where such keys are made anyway.
 */
export class KeyPool {
  private readonly keys: HeldKey[] = [];
  private readonly waiting: Waiting[] = [];
  private readonly underWay = new Map<string, number>();
  private filling: Promise<void> | undefined;
  private isClosed = false;

  constructor(
    private readonly rules: SessionPool,
    private readonly around: PoolSurroundings,
  ) {}

  /** Keys that are ready. */
  get ready(): number {
    return this.keys.filter(({ isOver }) => !isOver).length;
  }

  /** A key of its own for a session of this subscriber. @throws `pool.empty` */
  async take(subscriberId: string): Promise<HeldKey> {
    const { perSubscriber } = this.rules;
    const begun = this.underWay.get(subscriberId) ?? 0;
    // One subscriber's rush leaves keys to the others.
    if (perSubscriber !== undefined && this.around.inUse(subscriberId) + begun >= perSubscriber) throw this.empty('this subscriber has as many as it may have');
    this.underWay.set(subscriberId, begun + 1);
    try {
      const key = this.next() ?? (await this.waitForOne());
      this.around.events.taken();
      return key;
    } finally {
      this.fillIfLow();
      const left = (this.underWay.get(subscriberId) ?? 1) - 1;
      if (left > 0) this.underWay.set(subscriberId, left);
      else this.underWay.delete(subscriberId);
    }
  }

  /** Fills it up if it is low; at the start it is. Keys that died with their session are let go of. */
  fillIfLow(): void {
    this.keys.splice(0, this.keys.length, ...this.keys.filter(({ isOver }) => !isOver));
    if (this.isClosed || this.filling || (this.keys.length >= this.rules.lowWater && this.waiting.length === 0)) return;
    this.filling = this.fill().finally(() => (this.filling = undefined));
  }

  /** When the filling under way is done. */
  async filled(): Promise<void> {
    await this.filling;
  }

  /** Ends all of its keys. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const { timer, refuse } of this.waiting.splice(0)) {
      clearTimeout(timer);
      refuse(this.empty('this replica ends'));
    }
    await this.filling;
    await Promise.all(this.keys.splice(0).map((key) => key.end()));
  }

  private next(): HeldKey | undefined {
    for (let key = this.keys.shift(); key; key = this.keys.shift()) if (!key.isOver) return key;
    return undefined;
  }

  private waitForOne(): Promise<HeldKey> {
    const { whenEmpty } = this.rules;
    if (whenEmpty === 'refuse') throw this.empty('no key is ready');
    return new Promise<HeldKey>((give, refuse) => {
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(one), 1);
        refuse(this.empty('no key was ready in time'));
      }, whenEmpty.waitMs);
      const one = { give, refuse, timer };
      this.waiting.push(one);
      this.fillIfLow();
    });
  }

  private async fill(): Promise<void> {
    while (!this.isClosed && (this.keys.length < this.rules.size || this.waiting.length > 0)) {
      const began = performance.now();
      try {
        await this.put(await this.around.make());
        this.around.events.made((performance.now() - began) / 1_000);
      } catch (error) {
        this.around.events.failed(error);
        return this.rest();
      }
    }
  }

  private async put(key: HeldKey): Promise<void> {
    if (this.isClosed) return key.end();
    const first = this.waiting.shift();
    if (!first) return void this.keys.push(key);
    clearTimeout(first.timer);
    first.give(key);
  }

  /** Whoever waits is the reason to try again. */
  private async rest(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, REST_MS).unref();
    await promise;
  }

  private empty(why: string): ServiceError {
    this.around.events.empty();
    return new ServiceError('pool.empty', why, { retryAfter: 1 });
  }
}

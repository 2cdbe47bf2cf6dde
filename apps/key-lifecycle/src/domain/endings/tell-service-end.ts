import type { Clock } from '@paraph/kernel';

/** What a subscriber's contact is told once: that the service has ended. */
export interface Farewell {
  readonly messageId: string;
  readonly subscriberId: string;
  readonly tries: number;
}

/** What became of it. `nobody`: the subscriber left no address. */
export type FarewellEnd = { readonly state: 'sent' | 'nobody' | 'failed' } | { readonly state: 'due'; readonly nextTryAt: Date };

/** Who has to be told, and who was. What is planned survives a restart. */
export abstract class Farewells {
  /** Plans one for each subscriber that has a credential which could sign until now. Repeating it adds nobody twice. */
  abstract plan(now: Date): Promise<void>;
  abstract due(now: Date, limit: number): Promise<readonly Farewell[]>;
  abstract settle(farewell: Farewell, end: FarewellEnd): Promise<void>;
}

/** Who tells a subscriber's contact. */
export abstract class FarewellMessenger {
  /** Answers whether there was anybody to tell. Repeated under the same message, it is told once. @throws ServiceError if it could not be told now */
  abstract tell(farewell: Farewell, endedAt: Date): Promise<boolean>;
}

/** Told in one round. */
const PAGE = 200;
/** An hour between tries, for three days. */
const AGAIN_MS = 3_600_000;
const TRIES = 72;

/** Tells every subscriber's contact that the service has ended (EOL-01). It may be broken off anywhere. */
export class TellServiceEnd {
  constructor(
    private readonly farewells: Farewells,
    private readonly messenger: FarewellMessenger,
    private readonly clock: Clock,
  ) {}

  plan(): Promise<void> {
    return this.farewells.plan(this.clock.now());
  }

  /** Answers how many it told. */
  async run(endedAt: Date, signal: AbortSignal): Promise<number> {
    let told = 0;
    for (const farewell of await this.farewells.due(this.clock.now(), PAGE)) {
      if (signal.aborted) break;
      const end = await this.tell(farewell, endedAt);
      if (end.state === 'sent') told += 1;
      await this.farewells.settle(farewell, end);
    }
    return told;
  }

  private async tell(farewell: Farewell, endedAt: Date): Promise<FarewellEnd> {
    try {
      return { state: (await this.messenger.tell(farewell, endedAt)) ? 'sent' : 'nobody' };
    } catch {
      if (farewell.tries + 1 >= TRIES) return { state: 'failed' };
      return { state: 'due', nextTryAt: new Date(this.clock.now().getTime() + AGAIN_MS) };
    }
  }
}

import type { RequestRate } from '@paraph/kernel';
import type { Metrics } from '@paraph/platform';
import type { Bearer } from '../domain/bearer.js';
import { networkOf } from './caller-address.js';
import { CscRefusal, refusals } from './csc-error.js';

/** A refusal because of how often somebody asks, with the seconds after which to come again. */
export class TooManyRequests extends CscRefusal {
  constructor(readonly retryAfter: number) {
    super(refusals.tooManyRequests);
  }
}

/** How often one place and one client may ask, over this replica. */
export class EdgeLimits {
  readonly #refused: ReturnType<Metrics['counter']>;

  constructor(
    private readonly perAddress: RequestRate,
    private readonly perClient: RequestRate,
    metrics: Pick<Metrics, 'counter'>,
  ) {
    this.#refused = metrics.counter({ name: 'gateway_rate_refusals_total', help: 'Requests refused because too many came', labels: ['by'] });
  }

  /** Whoever it is, before anything is read or looked up. @throws TooManyRequests */
  checkAddress(address: string): void {
    this.check('address', this.perAddress.refuse(networkOf(address)));
  }

  /** By the rate the operator gave the client. @throws TooManyRequests */
  checkClient({ clientId, client }: Bearer): void {
    this.check('client', this.perClient.refuse(clientId, client.limits.requestsPerMinute));
  }

  private check(by: 'address' | 'client', retryAfter: number | undefined): void {
    if (retryAfter === undefined) return;
    this.#refused.inc({ by });
    throw new TooManyRequests(retryAfter);
  }
}

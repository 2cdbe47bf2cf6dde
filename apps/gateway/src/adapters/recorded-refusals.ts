import { reportRefusal } from '@paraph/contracts';
import type { Bus, Log, Metrics } from '@paraph/platform';
import type { Bearer } from '../domain/bearer.js';
import { Refusals, type Refusal } from '../domain/refusals.js';

/** Longest text the contract takes, in characters. */
const LONGEST = { method: 60, error: 60, description: 300 } as const;

/** Refusals of known clients as events of identity, refusals of strangers as a figure. */
export class RecordedRefusals extends Refusals {
  readonly #strangers: ReturnType<Metrics['counter']>;

  constructor(
    private readonly bus: Pick<Bus, 'call'>,
    metrics: Pick<Metrics, 'counter'>,
    private readonly log: Pick<Log, 'error'>,
  ) {
    super();
    this.#strangers = metrics.counter({ name: 'gateway_stranger_refusals_total', help: 'Requests refused before the client was known', labels: ['error'] });
  }

  /** A report that cannot be made is logged; the client's refusal stands either way. */
  override async ofClient({ clientId, signerId }: Bearer, { method, error, description }: Refusal): Promise<void> {
    try {
      await this.bus.call(reportRefusal, {
        clientId,
        ...(signerId === undefined ? {} : { signerId }),
        method: method.slice(0, LONGEST.method),
        error: error.slice(0, LONGEST.error),
        description: description.slice(0, LONGEST.description),
      });
    } catch (failure) {
      this.log.error('refusal-not-recorded', failure, { clientId, method, error });
    }
  }

  override ofStranger(error: string): void {
    this.#strangers.inc({ error });
  }
}

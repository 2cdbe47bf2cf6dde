import type { Call } from '@paraph/contracts';
import type { Metrics } from '../http/metrics.js';

/** The calls a process answers, by what became of them. Names come from the contract table and outcomes are its codes, so the series are as many as the table says. */
export class CallFigures {
  readonly #calls: ReturnType<Metrics['counter']>;
  readonly #seconds: ReturnType<Metrics['histogram']>;

  constructor(metrics: Pick<Metrics, 'counter' | 'histogram'>) {
    this.#calls = metrics.counter({
      name: 'bus_calls_total',
      help: 'Calls answered over the bus, by what became of them: `success`, or the code of the refusal',
      labels: ['call', 'outcome'],
    });
    this.#seconds = metrics.histogram({
      name: 'bus_call_seconds',
      help: 'Time a call over the bus took here, from its arrival to its answer',
      labels: ['call'],
    });
  }

  /** Counts a call that was taken. @returns what is to be told its outcome */
  taken({ name }: Call): (outcome: string) => void {
    const end = this.#seconds.startTimer({ call: name });
    return (outcome) => {
      end();
      this.#calls.inc({ call: name, outcome });
    };
  }
}

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

interface Named {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/** A figure that is looked up when it is asked for. */
interface Collected<Kind> extends Named {
  readonly collect?: (figure: Kind) => void;
}

/** The process's figures for Prometheus; every name begins with `paraph_`. */
export class Metrics {
  /** The text format that every Prometheus reads. */
  static readonly CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

  private readonly registry = new Registry();

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }

  counter({ name, help, labels = [], collect = () => undefined }: Collected<Counter>): Counter {
    const figure: Counter = new Counter({ name: `paraph_${name}`, help, labelNames: [...labels], registers: [this.registry], collect: () => collect(figure) });
    return figure;
  }

  gauge({ name, help, labels = [], collect = () => undefined }: Collected<Gauge>): Gauge {
    const figure: Gauge = new Gauge({ name: `paraph_${name}`, help, labelNames: [...labels], registers: [this.registry], collect: () => collect(figure) });
    return figure;
  }

  /** Seconds. */
  histogram({ name, help, labels = [] }: Named): Histogram {
    return new Histogram({
      name: `paraph_${name}`,
      help,
      labelNames: [...labels],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [this.registry],
    });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}

import { X509Certificate } from 'node:crypto';
import { showConnections } from './database/connection-figures.js';
import { OutboxFigures } from './events/outbox-figures.js';
import type { Metrics } from './http/metrics.js';
import type { CommonAreas, Opened } from './opened.js';

/** Figures that every process has of what it stands on: its database, its outbox, the authority of its bus, its traces. */
export function showFigures(metrics: Metrics, { database, log, tracer }: Opened, { bus }: CommonAreas): void {
  if (database) {
    showConnections(database, metrics);
    new OutboxFigures(database, metrics, log).start();
  }
  if (bus) showBusAuthority(metrics, bus.ca);
  if (tracer) {
    metrics.counter({
      name: 'trace_spans_total',
      help: 'Spans by whether the collector took them; shown only where traces are recorded',
      labels: ['outcome'],
      collect: (counter) => {
        counter.reset();
        counter.inc({ outcome: 'exported' }, tracer.counts.exported);
        counter.inc({ outcome: 'failed' }, tracer.counts.failed);
      },
    });
  }
}

/** With it every process loses the bus at once, and no restart helps: somebody has to know before. */
function showBusAuthority(metrics: Metrics, pem: string): void {
  const ends = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)?.map((one) => new X509Certificate(one).validToDate.getTime());
  const help = 'When the authority of the bus ends, Unix seconds; of several the last, since a successor stands beside it';
  if (ends?.length) metrics.gauge({ name: 'bus_authority_end_seconds', help }).set(Math.max(...ends) / 1_000);
}

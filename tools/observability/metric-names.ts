import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Node.js and the process itself tell, of which dashboards use some (prom-client's defaults). */
const OF_NODE = ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'nodejs_eventloop_lag_p99_seconds', 'up'];

/** Every figure that the page of metrics names, a histogram by the three names it is asked by. */
export function knownMetrics(root: string): ReadonlySet<string> {
  const page = readFileSync(join(root, 'docs/operations/metrics.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(paraph_\w+)`\s*\|\s*(\w+)\s*\|/gm)];
  return new Set([
    ...OF_NODE,
    ...rows.flatMap(([, name = '', kind]) => (kind === 'histogram' ? ['bucket', 'sum', 'count'].map((end) => `${name}_${end}`) : [name])),
  ]);
}

/** The names of figures in a query. */
export function metricsIn(query: string): string[] {
  return [...new Set(query.match(/\b(?:paraph|process|nodejs)_\w+\b|\bup\b(?=\{| |$)/g) ?? [])];
}

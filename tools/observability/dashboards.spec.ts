import { describe, expect, it } from '@jest/globals';
import { dirname } from 'node:path';
import { allPanels, dashboards } from './dashboards.ts';
import { grafanaPage } from './grafana-page.ts';
import { knownMetrics, metricsIn } from './metric-names.ts';
import { unitOf } from './unit-of.ts';

const known = knownMetrics(dirname(dirname(import.meta.dirname)));
const panels = allPanels().map((panel) => [`${panel.dashboard}: ${panel.title}`, panel] as const);

describe('the dashboards', () => {
  it('are three, each panel once', () => {
    expect(dashboards.map(({ file }) => file)).toEqual(['service-level.json', 'hsm.json', 'audit.json']);
    expect(panels.length).toBeGreaterThan(40);
    expect(new Set(panels.map(([name]) => name)).size).toBe(panels.length);
  });

  it.each(panels)('%s asks for figures that exist', (_name, { query }) => {
    expect(metricsIn(query).length).toBeGreaterThan(0);
    expect(metricsIn(query).filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(panels)('%s says what its numbers are', (_name, { query, unit }) => {
    expect(unit).toBe(unitOf(query));
  });

  it('are pages whose panels do not lie upon each other', () => {
    for (const dashboard of dashboards) {
      const page = JSON.parse(grafanaPage(dashboard)) as {
        panels: { gridPos: { x: number; y: number; w: number; h: number }; targets?: { expr: string }[] }[];
      };
      const cells = page.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
      expect(page.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))).toEqual(
        dashboard.rows.flatMap((row) => row.panels.map(({ query }) => query)),
      );
    }
  });
});

describe('the unit of a query', () => {
  it.each([
    ['sum(rate(paraph_sam_signatures_total[5m]))', 'cps'],
    ['sum by (service) (rate(process_cpu_seconds_total[5m]))', 'percentunit'],
    ['histogram_quantile(0.99, sum by (le) (rate(paraph_bus_call_seconds_bucket[5m])))', 's'],
    ['max by (service) (paraph_outbox_oldest_seconds)', 's'],
    ['min by (service) (paraph_tls_certificate_end_seconds) - time()', 's'],
    // Unix time: a date, and no length of time.
    ['min by (service) (paraph_tls_certificate_end_seconds)', 'none'],
    ['(rate(a_total[5m])) / (rate(b_total[5m]) > 0)', 'percentunit'],
    ['max(process_resident_memory_bytes)', 'bytes'],
    ['max(paraph_sam_jobs_waiting)', 'none'],
  ])('%s is %s', (query, unit) => {
    expect(unitOf(query)).toBe(unit);
  });
});

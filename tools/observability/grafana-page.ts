import type { Dashboard, Panel } from './dashboards.ts';

const WIDTH = 24;
const PANEL = { w: 6, h: 8 } as const;

const source = { type: 'prometheus', uid: '${source}' } as const;

/** A dashboard as Grafana imports it. Which Prometheus it asks is chosen there. */
export function grafanaPage({ uid, title, rows }: Dashboard): string {
  let y = 0;
  let id = 0;
  const panels = rows.flatMap((row) => {
    const heading = { id: (id += 1), type: 'row', title: row.title, collapsed: false, gridPos: { x: 0, y, w: WIDTH, h: 1 }, panels: [] };
    y += 1;
    const made = row.panels.map((panel, place) => ({
      ...timeSeries(panel),
      id: (id += 1),
      gridPos: { ...PANEL, x: (place * PANEL.w) % WIDTH, y: y + Math.floor((place * PANEL.w) / WIDTH) * PANEL.h },
    }));
    y += Math.ceil((row.panels.length * PANEL.w) / WIDTH) * PANEL.h;
    return [heading, ...made];
  });
  const templating = { list: [{ name: 'source', label: 'Prometheus', type: 'datasource', query: 'prometheus' }] };
  const page = { uid, title, tags: ['paraph'], schemaVersion: 39, editable: true, refresh: '30s', time: { from: 'now-3h', to: 'now' }, templating, panels };
  return `${JSON.stringify(page, null, 2)}\n`;
}

function timeSeries({ title, unit, query, legend }: Panel): object {
  return {
    type: 'timeseries',
    title,
    datasource: source,
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: [{ refId: 'A', datasource: source, expr: query, legendFormat: legend }],
  };
}

// Charts as SVG, each with the same figures as a table beside it: what is drawn can be read as well.
import { h, table } from './dom.js';
import { number } from './time.js';
import { say } from './words.js';

/** In percent of the drawing's height: what bars have above them, and its ground. */
const CEILING = 12;
const GROUND = 86;

/**
 * Bars by hour, stacked: `series` is a list of { name, kind }, `points` a list of { label, values }.
 * Colours come from the sheet by kind, and patterns of words from the table. Places are percentages, so that texts keep their size on any screen.
 */
export function bars(caption, series, points) {
  const most = Math.max(1, ...points.map(({ values }) => values.reduce((sum, value) => sum + value, 0)));
  const width = 100 / Math.max(1, points.length);
  const percent = (value) => `${value.toFixed(3)}%`;
  const drawn = points.flatMap(({ label, values }, place) => {
    let top = GROUND;
    return values.map((value, nth) => {
      if (value === 0) return undefined;
      const height = (value / most) * (GROUND - CEILING);
      top -= height;
      const title = h('title', {}, `${label}: ${series[nth].name} ${number(value)}`);
      const at = { x: percent((place + 0.06) * width), y: percent(top), width: percent(width * 0.88), height: percent(height) };
      return h('rect', { class: `bar ${series[nth].kind}`, ...at }, title);
    });
  });
  const every = Math.max(1, Math.ceil(points.length / 8));
  const labels = points
    .filter((_, place) => place % every === 0)
    // Every other one gives way where there is no room for all.
    .map(({ label }, nth) => h('text', { x: percent(nth * every * width), y: '98%', class: nth % 2 === 0 ? 'label' : 'label other' }, label));
  const chart = h(
    'svg',
    { class: 'bars', role: 'img', 'aria-label': `${caption}. ${say('chart.table')}` },
    h('line', { class: 'axis', x1: '0%', x2: '100%', y1: `${GROUND}%`, y2: `${GROUND}%` }),
    h('text', { x: '0%', y: '8%', class: 'label' }, number(most)),
    ...drawn,
    ...labels,
  );
  const legend = h('ul', { class: 'legend' }, ...series.map(({ name, kind }) => h('li', { class: kind }, name)));
  const rows = points.map(({ label, values }) => [label, ...values.map(number)]);
  return withTable(caption, [chart, legend], table(caption, [say('chart.hour'), ...series.map(({ name }) => name)], rows, say('nothing')));
}

/** Bars side by side with their counts: `rows` is a list of [name, count]. */
export function ranks(caption, rows) {
  if (rows.length === 0) return h('figure', {}, h('figcaption', {}, caption), h('p', { class: 'empty' }, say('nothing')));
  const most = Math.max(...rows.map(([, count]) => count));
  const items = rows.map(([name, count]) =>
    h(
      'li',
      {},
      h('span', { class: 'name' }, name),
      h('meter', { min: 0, max: most, value: count, 'aria-hidden': 'true' }),
      h('span', { class: 'count' }, number(count)),
    ),
  );
  return h('figure', {}, h('figcaption', {}, caption), h('ol', { class: 'ranks' }, ...items));
}

function withTable(caption, chart, figures) {
  return h('figure', {}, h('figcaption', {}, caption), ...chart, h('details', {}, h('summary', {}, say('chart.figures')), figures));
}

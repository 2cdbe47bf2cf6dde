// Charts as SVG, each with the same figures as a table beside it: what is drawn can be read as well.
import { h, table } from './dom.js';
import { number } from './time.js';
import { say } from './words.js';

const WIDTH = 720;
const HEIGHT = 180;
const FOOT = 22;

/**
 * Bars by hour, stacked: `series` is a list of { name, kind }, `points` a list of { label, values }.
 * Colours come from the sheet by kind, and patterns of words from the table.
 */
export function bars(caption, series, points) {
  const most = Math.max(1, ...points.map(({ values }) => values.reduce((sum, value) => sum + value, 0)));
  const width = WIDTH / Math.max(1, points.length);
  const drawn = points.flatMap(({ label, values }, place) => {
    let top = HEIGHT - FOOT;
    return values.map((value, nth) => {
      const height = (value / most) * (HEIGHT - FOOT - 8);
      top -= height;
      if (value === 0) return undefined;
      const title = h('title', {}, `${label}: ${series[nth].name} ${number(value)}`);
      return h('rect', { class: `bar ${series[nth].kind}`, x: place * width + 1, y: top, width: Math.max(1, width - 2), height }, title);
    });
  });
  const every = Math.max(1, Math.ceil(points.length / 8));
  const labels = points.map(({ label }, place) => place % every === 0 && h('text', { x: place * width, y: HEIGHT - 6, class: 'label' }, label));
  const chart = h(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `${caption}. ${say('chart.table')}` },
    h('line', { class: 'axis', x1: 0, x2: WIDTH, y1: HEIGHT - FOOT, y2: HEIGHT - FOOT }),
    h('text', { x: 0, y: 12, class: 'label' }, number(most)),
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

// A transaction drawn as a sequence: who did what, from top to bottom; ties to earlier steps stand in the list below it.
import { h } from './dom.js';
import { named, say } from './words.js';

const LANES = ['signer', 'client', 'identity', 'sam', 'key-lifecycle', 'ca-connector', 'audit'];
const LANE = 120;
const ROW = 40;
const TOP = 44;

/** Steps between the lanes of whoever acted and whoever wrote it down. */
export function drawing(steps) {
  const lanes = LANES.filter((lane) => steps.some((step) => step.source === lane || step.actor.kind === lane));
  const x = (lane) => lanes.indexOf(lane) * LANE + LANE / 2;
  const width = lanes.length * LANE;
  const height = TOP + steps.length * ROW + 16;
  const heads = lanes.flatMap((lane) => [
    h('text', { x: x(lane), y: 18, class: 'lane', 'text-anchor': 'middle' }, named('lane', lane)),
    h('line', { x1: x(lane), x2: x(lane), y1: 28, y2: height, class: 'axis' }),
  ]);
  const drawn = steps.flatMap((step, place) => {
    const y = TOP + place * ROW + 14;
    const [from, to] = [lanes.includes(step.actor.kind) ? x(step.actor.kind) : x(step.source), x(step.source)];
    const kind = step.outcome === 'success' ? 'good' : 'bad';
    const head = from === to ? undefined : h('polygon', { class: kind, points: arrow(to, y, Math.sign(to - from)) });
    return [
      h('line', { x1: from, x2: to, y1: y, y2: y, class: `message ${kind}` }),
      head,
      h('circle', { cx: to, cy: y, r: from === to ? 5 : 0, class: kind }),
      h('text', { x: Math.min(from, to) + 6, y: y - 6, class: 'label' }, `${place + 1}. ${step.type}`),
    ];
  });
  return h(
    'svg',
    { viewBox: `0 0 ${width + 160} ${height}`, role: 'img', 'aria-label': say('transaction.drawing', { count: steps.length }) },
    ...heads,
    ...drawn,
  );
}

const arrow = (x, y, way) => `${x},${y} ${x - way * 8},${y - 4} ${x - way * 8},${y + 4}`;

// A transaction drawn as a sequence: who did what, from top to bottom; ties to earlier steps stand in the list below it.
import { h } from './dom.js';
import { named, say } from './words.js';

const LANES = ['signer', 'client', 'identity', 'sam', 'key-lifecycle', 'ca-connector', 'audit'];
const ROW = 40;
const TOP = 44;

/** Steps between the lanes of whoever acted and whoever wrote it down. Lanes share the width there is; rows have the height of their texts. */
export function drawing(steps) {
  const lanes = LANES.filter((lane) => steps.some((step) => step.source === lane || step.actor.kind === lane));
  const x = (lane) => `${((lanes.indexOf(lane) + 0.5) * (100 / lanes.length)).toFixed(3)}%`;
  const height = TOP + steps.length * ROW + 16;
  const heads = lanes.flatMap((lane, nth) => [
    // Neighbours stand in two lines where there is no room for them in one.
    h('text', { x: x(lane), y: 18, class: nth % 2 === 0 ? 'lane' : 'lane other', 'text-anchor': 'middle' }, named('lane', lane)),
    h('line', { x1: x(lane), x2: x(lane), y1: 36, y2: height, class: 'axis' }),
  ]);
  const drawn = steps.flatMap((step, place) => message(step, place, { lanes, x }));
  return h('svg', { class: 'sequence', height, role: 'img', 'aria-label': say('transaction.drawing', { count: steps.length }) }, ...heads, ...drawn);
}

function message(step, place, { lanes, x }) {
  const y = TOP + place * ROW + 14;
  const from = lanes.includes(step.actor.kind) ? step.actor.kind : step.source;
  const to = step.source;
  const kind = step.outcome === 'success' ? 'good' : 'bad';
  const way = Math.sign(lanes.indexOf(to) - lanes.indexOf(from));
  // A drawing of its own has a place in percent and what is in it in pixels.
  const head = h('svg', { x: x(to), y, class: 'head' }, h('polygon', { class: kind, points: `0,0 ${-way * 8},-4 ${-way * 8},4` }));
  // At the end of the drawing a text has its room before its lane.
  const isLast = way === 0 && lanes.indexOf(to) === lanes.length - 1;
  const at = isLast ? { x: x(to), dx: -8, 'text-anchor': 'end' } : { x: x(way < 0 ? to : from), dx: 6 };
  return [
    h('line', { x1: x(from), x2: x(to), y1: y, y2: y, class: `message ${kind}` }),
    way === 0 ? h('circle', { cx: x(to), cy: y, r: 5, class: kind }) : head,
    h('text', { ...at, y: y - 7, class: 'label' }, `${place + 1}.`, h('tspan', { class: 'what' }, ` ${step.type}`)),
  ];
}

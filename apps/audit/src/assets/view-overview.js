// What happened lately: figures, how complete the log is, who outside has seen it.
import { get } from './api.js';
import { bars, ranks } from './charts.js';
import { facts, fill, h, table } from './dom.js';
import { day, hour, milliseconds, moment, number } from './time.js';
import { named, say } from './words.js';

const HOUR = 3_600_000;
const PERIODS = { day: 24, week: 168, month: 744 };

export async function overviewView(view, query) {
  const period = query.get('period') in PERIODS ? query.get('period') : 'day';
  const to = new Date(Math.ceil(Date.now() / HOUR) * HOUR);
  const from = new Date(to.getTime() - PERIODS[period] * HOUR);
  const [figures, latest, { sequences, refused }, { counts }, { anchors }] = await Promise.all([
    get('figures', { from: from.toISOString(), to: to.toISOString() }),
    get('heads/latest').catch(() => undefined),
    get('sequences'),
    get('findings', { limit: 1 }),
    latestAnchors(),
  ]);
  const choose = Object.keys(PERIODS).map((one) =>
    h('a', { href: `#/overview?period=${one}`, 'aria-current': one === period ? 'true' : undefined }, say(`period.${one}`)),
  );
  const series = ['made', 'failed', 'refused'].map((kind) => ({ kind, name: say(`signatures.${kind}`) }));
  fill(
    view,
    h('h1', { tabindex: '-1' }, say('overview.title')),
    h('nav', { class: 'choice', 'aria-label': say('overview.period') }, ...choose),
    complete(sequences, refused),
    facts([
      [say('overview.findings'), h('a', { href: '#/findings' }, say('overview.counts', counts))],
      [say('overview.head'), latest && say('overview.headIs', { size: number(latest.size), at: moment(latest.keptAt) })],
      [say('overview.anchor'), anchors.at(-1) && say('overview.anchorIs', { authority: anchors.at(-1).authority, at: moment(anchors.at(-1).at) })],
      [say('overview.latency'), figures.latency && say('overview.latencyIs', latency(figures.latency))],
    ]),
    bars(say('overview.signatures'), series, byHour(figures.signatures, from, to)),
    ranks(
      say('overview.failures'),
      figures.failures.map(({ source, type, count }) => [`${source} · ${type}`, count]),
    ),
    ranks(
      say('overview.roles'),
      figures.roleActs.map(({ type, outcome, count }) => [`${type} (${named('outcome', outcome)})`, count]),
    ),
    ranks(
      say('overview.credentials'),
      figures.credentials.map(({ state, count }) => [named('credential', state), count]),
    ),
    table(
      say('overview.sequences'),
      [say('source'), say('last'), say('count'), say('missing')],
      sequences.map((one) => [one.source, number(one.last), number(one.count), one.missing.join(', ') || '–']),
      say('nothing'),
    ),
  );
  return [[say('overview.period'), `${moment(from.toISOString())} – ${moment(to.toISOString())}`]];
}

/** The last page of a list that stands in the order of sizes. */
async function latestAnchors() {
  const latest = await get('heads/latest').catch(() => undefined);
  const page = await get('anchors', { after: Math.max(0, (latest?.size ?? 0) - 100_000), limit: 500 });
  return page;
}

function complete(sequences, refused) {
  const missing = sequences.reduce((sum, one) => sum + one.missing.length, 0);
  const text = missing + refused === 0 ? say('overview.complete') : say('overview.incomplete', { missing, refused });
  return h('p', { class: missing + refused === 0 ? 'verdict good' : 'verdict bad' }, text);
}

function latency({ count, p50, p95, most }) {
  return { count: number(count), p50: milliseconds(p50), p95: milliseconds(p95), most: milliseconds(most) };
}

/** Every hour of the period; of more than a day and a half, every day. */
function byHour(found, from, to) {
  const step = to - from > 36 * HOUR ? 24 * HOUR : HOUR;
  const name = step === HOUR ? hour : day;
  const points = [];
  for (let at = from.getTime(); at < to.getTime(); at += step) {
    const within = found.filter((one) => new Date(one.hour) >= at && new Date(one.hour) < at + step);
    points.push({
      label: name(new Date(at).toISOString()),
      values: ['made', 'failed', 'refused'].map((kind) => within.reduce((sum, one) => sum + one[kind], 0)),
    });
  }
  return points;
}

// The log as it stands, looked through by time, kind, person, credential, certificate, document.
import { get, take } from './api.js';
import { fill, h, save, table } from './dom.js';
import { moment } from './time.js';
import { attempt } from './trouble.js';
import { named, say } from './words.js';

const TEXTS = ['type', 'actor', 'credential', 'certificateSerial', 'digest', 'correlationId', 'particular'];
const SOURCES = ['', 'identity', 'sam', 'key-lifecycle', 'ca-connector', 'audit'];
const LIMIT = 50;
/** Whoever reads the log leaves these; they would stand before all that is looked for. */
const READING = 'events-read';
const SHOWN = 'shown';

export async function searchView(view, query, go) {
  const asked = Object.fromEntries([...query].filter(([name, value]) => value !== '' && name !== 'before'));
  const question = questionOf(asked);
  const before = query.get('before') ?? String(Number.MAX_SAFE_INTEGER);
  const { events, next } = await get('events', { ...question, before, limit: LIMIT });
  fill(
    view,
    h('h1', { tabindex: '-1' }, say('search.title')),
    form(asked, go),
    question.exceptType !== undefined &&
      h('p', {}, say('search.readings'), ' ', h('a', { href: link({ ...asked, readings: SHOWN }) }, say('search.showReadings'))),
    table(
      say('search.results'),
      [say('position'), say('time'), say('source'), say('event'), say('actor'), say('outcome'), say('about')],
      events.map(row),
      say('search.none'),
    ),
    h(
      'p',
      { class: 'actions' },
      next !== undefined && h('a', { class: 'button', href: link({ ...asked, before: next }) }, say('search.older')),
      before !== String(Number.MAX_SAFE_INTEGER) && h('a', { class: 'button quiet', href: link(asked) }, say('search.latest')),
      h('button', { type: 'button', class: 'quiet', onclick: () => void attempt(() => download(question, 'text/csv', 'csv')) }, say('search.csv')),
      h('button', { type: 'button', class: 'quiet', onclick: () => void attempt(() => download(question, 'application/jsonl', 'jsonl')) }, say('search.jsonl')),
    ),
  );
  return filterOf(asked);
}

/** What was asked, in words. */
function filterOf({ readings, ...asked }) {
  const list = { source: 'source', outcome: 'outcome' };
  const words = Object.entries(asked).map(([name, value]) => [say(`field.${name}`), name in list ? named(list[name], value) : value]);
  if (readings !== SHOWN && asked.type === undefined) return [...words, [say('print.filter'), say('search.readings')]];
  return words.length > 0 ? words : [[say('print.filter'), say('print.noFilter')]];
}

/** What the service is asked: readings only where they are wanted. */
function questionOf({ readings, ...asked }) {
  return asked.type !== undefined || readings === SHOWN ? asked : { ...asked, exceptType: READING };
}

const link = (asked) => `#/search?${new URLSearchParams(asked)}`;

async function download(question, type, ending) {
  save(`paraph-events.${ending}`, type, await take('events', question, type));
}

function form(asked, go) {
  const field = (name, input) => h('label', {}, h('span', {}, say(`field.${name}`)), input);
  const option = (list, value, current) => h('option', { value, selected: value === current }, value === '' ? say('any') : named(list, value));
  const fields = [
    field('from', h('input', { name: 'from', type: 'datetime-local', step: '1', value: local(asked.from) })),
    field('to', h('input', { name: 'to', type: 'datetime-local', step: '1', value: local(asked.to) })),
    field('source', h('select', { name: 'source' }, ...SOURCES.map((one) => option('source', one, asked.source ?? '')))),
    field('outcome', h('select', { name: 'outcome' }, ...['', 'success', 'failure'].map((one) => option('outcome', one, asked.outcome ?? '')))),
    ...TEXTS.map((name) => field(name, h('input', { name, value: asked[name] ?? '', autocomplete: 'off', spellcheck: 'false' }))),
  ];
  const submit = (event) => {
    event.preventDefault();
    const given = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value !== ''));
    for (const name of ['from', 'to']) if (given[name]) given[name] = new Date(`${given[name]}Z`).toISOString();
    go(link(given));
  };
  return h('form', { class: 'search', role: 'search', onsubmit: submit }, ...fields, h('button', {}, say('search.do')));
}

/** A moment as a field of the page takes it: UTC, as everything here. */
const local = (text) => (text === undefined ? '' : text.slice(0, 19));

function row({ position, event, receivedAt }) {
  const place = h('a', { href: `#/event?position=${position}` }, String(position));
  if (event === undefined) return [place, moment(receivedAt), '', say('search.retired'), '', '', ''];
  const { particulars } = event;
  const activation = particulars.activationId ?? (particulars.reference?.startsWith('act_') ? particulars.reference : undefined);
  const about = activation ? h('a', { href: `#/transaction?id=${activation}` }, activation) : (particulars.credentialId ?? event.recipient ?? '');
  const outcome = h('span', { class: event.outcome === 'success' ? 'good' : 'bad' }, named('outcome', event.outcome));
  return [place, moment(event.occurredAt), event.source, event.type, `${named('actor', event.actor.kind)} ${event.actor.id}`, outcome, about];
}

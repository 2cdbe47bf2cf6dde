// What did not match, what people said of it, and comparisons that were made.
import { get, post } from './api.js';
import { facts, fill, h, table } from './dom.js';
import { moment, number } from './time.js';
import { attempt, wordsOf } from './trouble.js';
import { named, say } from './words.js';

const DAY = 86_400_000;
const STATES = ['open', 'explained', 'closed'];
const { lang } = document.documentElement;

export async function findingsView(view, query, go) {
  const state = STATES.includes(query.get('state')) ? query.get('state') : 'open';
  const [{ findings, counts }, { reconciliations }] = await Promise.all([get('findings', { state, limit: 100 }), get('reconciliations', { limit: 10 })]);
  const choice = STATES.map((one) =>
    h('a', { href: `#/findings?state=${one}`, 'aria-current': one === state ? 'true' : undefined }, `${named('finding', one)} (${number(counts[one])})`),
  );
  const compare = async () => {
    await post('reconciliations', { from: new Date(Date.now() - DAY).toISOString(), to: new Date().toISOString() });
    go('#/findings');
  };
  fill(
    view,
    h('h1', { tabindex: '-1' }, say('findings.title')),
    h('nav', { class: 'choice', 'aria-label': say('state') }, ...choice),
    table(
      say('findings.list'),
      [say('findings.cause'), say('findings.subject'), say('findings.opened'), say('state')],
      findings.map((one) => [
        h('a', { href: `#/finding?id=${one.findingId}` }, one.cause[lang] ?? one.cause.en),
        one.subject,
        moment(one.openedAt),
        named('finding', one.state),
      ]),
      say('findings.none'),
    ),
    h('h2', {}, say('findings.comparisons')),
    h('p', {}, h('button', { type: 'button', class: 'quiet', onclick: () => void attempt(compare) }, say('findings.compare'))),
    table(
      say('findings.comparisons'),
      [say('period'), say('state'), say('time'), say('findings.events'), say('findings.new'), say('findings.resolved'), say('findings.undecided')],
      reconciliations.map((one) => [
        `${moment(one.period.from)} – ${moment(one.period.to)}`,
        named('reconciliation', one.state),
        moment(one.finishedAt) ?? '',
        ...[one.events, one.opened, one.resolved, one.undecided].map((count) => (count === undefined ? '' : number(count))),
      ]),
      say('nothing'),
    ),
  );
  return [[say('state'), named('finding', state)]];
}

export async function findingView(view, query, go) {
  const id = query.get('id') ?? '';
  const one = await get(`findings/${encodeURIComponent(id)}`);
  const remark = (said) => said && `${said.text} (${said.by ?? say('findings.log')}, ${moment(said.at)})`;
  fill(
    view,
    h('h1', { tabindex: '-1' }, one.cause[lang] ?? one.cause.en),
    facts([
      [say('state'), named('finding', one.state)],
      [say('findings.subject'), h('a', { href: `#/search?particular=${encodeURIComponent(one.subject)}` }, one.subject)],
      [say('findings.opened'), moment(one.openedAt)],
      [say('position'), h('a', { href: `#/event?position=${one.position}` }, String(one.position))],
      [say('findings.explanation'), remark(one.explanation)],
      [say('findings.closing'), remark(one.closing)],
    ]),
    one.state === 'open' && remarkForm('explanation', say('findings.explain')),
    one.state === 'explained' && remarkForm('closing', say('findings.close')),
  );
  return [[say('findings.subject'), one.subject]];

  function remarkForm(kind, words) {
    const text = h('textarea', { name: 'text', required: true, minlength: 3, maxlength: 2_000, rows: 4 });
    const problem = h('p', { role: 'alert', class: 'bad' });
    const submit = async (event) => {
      event.preventDefault();
      try {
        await post(`findings/${encodeURIComponent(id)}/${kind}`, { text: text.value });
        go(`#/finding?id=${id}`);
      } catch (error) {
        problem.textContent = wordsOf(error);
      }
    };
    return h('form', { onsubmit: (event) => void submit(event) }, h('label', {}, h('span', {}, words), text), h('button', {}, words), problem);
  }
}

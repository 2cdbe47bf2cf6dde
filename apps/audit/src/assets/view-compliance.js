// What the provider owes, and how it is judged (CMP-01).
import { get, post } from './api.js';
import { fill, h, table } from './dom.js';
import { moment } from './time.js';
import { wordsOf } from './trouble.js';
import { named, say } from './words.js';

const VERDICTS = ['success', 'failure', 'to-be-confirmed'];
const KIND = { success: 'good', failure: 'bad', 'to-be-confirmed': 'open' };
const { lang } = document.documentElement;

export async function complianceView(view, _query, go) {
  const { obligations } = await get('compliance');
  const row = (one) => [
    one.requirement,
    one.title[lang] ?? one.title.en,
    h('span', { class: KIND[one.verdict] }, named('verdict', one.verdict)),
    `${one.by === 'log' ? say('compliance.log') : one.by}, ${moment(one.at)}`,
    one.sentence?.[lang] ?? one.reason,
    moment(one.deadline) ?? '',
    one.judgedBy === 'people' ? judge(one, go) : '',
  ];
  fill(
    view,
    h('h1', { tabindex: '-1' }, say('compliance.title')),
    h('p', {}, say('compliance.lead')),
    table(
      say('compliance.title'),
      [say('requirement'), say('obligation'), say('verdict'), say('compliance.by'), say('reason'), say('deadline'), say('compliance.judge')],
      obligations.map(row),
      say('compliance.none'),
    ),
  );
  return [];
}

function judge({ id, title }, go) {
  const verdict = h('select', { name: 'verdict' }, ...VERDICTS.map((one) => h('option', { value: one }, named('verdict', one))));
  const reason = h('input', { name: 'reason', required: true, minlength: 3, maxlength: 2_000 });
  const deadline = h('input', { name: 'deadline', type: 'date' });
  const problem = h('p', { role: 'alert', class: 'bad' });
  const submit = async (event) => {
    event.preventDefault();
    try {
      const until = deadline.value === '' ? {} : { deadline: new Date(`${deadline.value}T23:59:59Z`).toISOString() };
      await post(`compliance/${id}/judgements`, { verdict: verdict.value, reason: reason.value, ...until });
      go('#/compliance');
    } catch (error) {
      problem.textContent = wordsOf(error);
    }
  };
  const form = h(
    'form',
    { class: 'judge', onsubmit: (event) => void submit(event) },
    field('verdict', verdict),
    field('reason', reason),
    field('deadline', deadline),
    h('button', {}, say('compliance.judge')),
    problem,
  );
  return h('details', {}, h('summary', { 'aria-label': `${say('compliance.judge')}: ${title[lang] ?? title.en}` }, say('compliance.judge')), form);
}

const field = (key, input) => h('label', {}, h('span', {}, say(key)), input);

import { element } from './element.js';

/**
 * The page when a request is not shown: the reason in words and what to do, and nothing to go on with.
 * @param {import('../refusal.js').Refusal} refusal
 * @param {import('../messages.js').Messages} say
 */
export function refusalSection(refusal, { refusals }) {
  const title = refusal.code === 'statement.expired' ? refusals.titleExpired : refusals.title;
  return element(
    'section',
    { class: 'card refusal', 'aria-labelledby': 'refusal' },
    element('h1', { id: 'refusal', tabindex: '-1' }, title),
    element('p', { class: 'lead' }, refusals.sentences[refusal.code]),
    element('p', {}, refusals.aftermath),
    element('p', { class: 'note' }, `${refusals.code} `, element('code', {}, refusal.code)),
  );
}

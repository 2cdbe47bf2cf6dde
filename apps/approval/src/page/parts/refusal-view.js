import { element } from './element.js';

/**
 * The page when a request is not shown: the reason in words and what to do, and nothing to go on with.
 * @param {import('./refusal.js').Refusal} refusal
 * @param {import('./messages.js').Messages} say
 */
export function refusalSection(refusal, say) {
  const title = refusal.code === 'statement.expired' ? say.refusalTitleExpired : say.refusalTitle;
  return element(
    'section',
    { class: 'card refusal', 'aria-labelledby': 'refusal' },
    element('h1', { id: 'refusal', tabindex: '-1' }, title),
    element('p', { class: 'lead' }, say.refusals[refusal.code]),
    element('p', {}, say.refusalAftermath),
    element('p', { class: 'note' }, `${say.refusalCode} `, element('code', {}, refusal.code)),
  );
}

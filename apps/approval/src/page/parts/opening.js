import { element } from './element.js';

/**
 * The beginning of every view: what is asked, and that it was verified.
 * @param {{ title: string, lead: (Node | string)[] }} opening
 * @param {import('../messages.js').Messages} say
 */
export function openingSection({ title, lead }, say) {
  return element(
    'header',
    { class: 'opening' },
    element('h1', { tabindex: '-1' }, title),
    element('p', { class: 'lead' }, ...lead),
    element('p', { class: 'verified' }, say.common.verified),
  );
}

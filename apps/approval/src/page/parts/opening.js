import { againSentence } from '../again.js';
import { element } from './element.js';

/**
 * The beginning of every view: what is asked, that it was verified, and what became of the last try.
 * @param {{ title: string, lead: (Node | string)[], again: import('../again.js').AgainCode | undefined }} opening
 * @param {import('../messages.js').Messages} say
 */
export function openingSection({ title, lead, again }, say) {
  return element(
    'header',
    { class: 'opening' },
    element('h1', { tabindex: '-1' }, title),
    again === undefined
      ? undefined
      : element('p', { class: 'again', id: 'again' }, element('strong', {}, `${say.common.againHeading}. `), say.common.again[againSentence(again)]),
    element('p', { class: 'lead' }, ...lead),
    element('p', { class: 'verified' }, say.common.verified),
  );
}

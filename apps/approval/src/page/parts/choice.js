import { element } from './element.js';

/**
 * @typedef {{ value: string, label: string, note?: string | undefined, isPossible?: boolean }} Option
 * @typedef {import('./field.js').Complaining & { element: HTMLElement, value: () => string | undefined }} Choice
 */

/**
 * A choice of one among several, with its question. What cannot be chosen says why.
 * @param {{ name: string, question: string, options: Option[], chosen: string | undefined, onChange?: (value: string) => void }} about
 * @returns {Choice}
 */
export function choice({ name, question, options, chosen, onChange }) {
  const wrong = element('p', { class: 'missing', role: 'alert' });
  const rows = options.map(({ value, label, note, isPossible = true }, index) => {
    const id = `${name}-${index}`;
    const radio = element('input', { type: 'radio', name, id, value, 'aria-describedby': note === undefined ? undefined : `${id}-note` });
    radio.checked = value === chosen;
    radio.disabled = !isPossible;
    radio.addEventListener('change', () => {
      wrong.textContent = '';
      onChange?.(value);
    });
    const shown = element(
      'div',
      { class: 'option' },
      radio,
      element('label', { for: id }, label),
      note === undefined ? undefined : element('p', { class: 'note', id: `${id}-note` }, note),
    );
    return { radio, shown };
  });
  return {
    element: element('fieldset', { class: 'choice' }, element('legend', {}, question), ...rows.map(({ shown }) => shown), wrong),
    value: () => rows.find(({ radio }) => radio.checked)?.radio.value,
    complain: (sentence) => {
      wrong.textContent = sentence;
      rows.find(({ radio }) => !radio.disabled)?.radio.focus();
    },
  };
}

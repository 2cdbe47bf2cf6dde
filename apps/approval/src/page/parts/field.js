import { element } from './element.js';

/**
 * @typedef {{ complain: (sentence: string) => void }} Complaining
 * @typedef {Complaining & { element: HTMLElement, value: () => string }} Field
 */

/**
 * One line to type something in, with its label and a place for what is wrong with it. What was typed is read from the
 * field when it is needed and kept nowhere else.
 * @param {{ id: string, label: string, type: 'text' | 'password', autocomplete: string, inputmode?: string, maxlength: number, class?: string }} about
 * @returns {Field}
 */
export function field({ id, label, class: kind = 'typed', ...attributes }) {
  const { maxlength, ...others } = attributes;
  const wrong = element('p', { id: `${id}-wrong`, class: 'missing', role: 'alert' });
  const input = element('input', {
    id,
    class: kind,
    ...others,
    maxlength: String(maxlength),
    'aria-describedby': wrong.id,
    autocapitalize: 'off',
    spellcheck: 'false',
  });
  input.addEventListener('input', () => {
    wrong.textContent = '';
    input.removeAttribute('aria-invalid');
  });
  return {
    element: element('div', { class: 'field' }, element('label', { for: id }, label), input, wrong),
    value: () => input.value,
    complain: (sentence) => {
      wrong.textContent = sentence;
      input.setAttribute('aria-invalid', 'true');
      input.focus();
      input.select();
    },
  };
}

/** A field for six digits. @param {{ id: string, label: string }} about */
export function codeField({ id, label }) {
  return field({ id, label, type: 'text', autocomplete: 'one-time-code', inputmode: 'numeric', maxlength: 12, class: 'typed code' });
}

/** The digits of what was typed, without the spaces or hyphens that people put between them. @param {Field} typed */
export function digitsOf(typed) {
  return typed.value().replace(/[\s-]/gu, '');
}

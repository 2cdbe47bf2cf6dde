import { element } from './element.js';

/**
 * @typedef {import('./model.js').ApprovalView} ApprovalView
 * @typedef {import('./messages.js').Messages} Messages
 */

/**
 * The decision: a box that nobody ticked in advance, and two buttons of equal weight. "Continue" stays operable while
 * the box is empty and then says what is missing; a disabled button would say nothing to someone who cannot see it.
 * @param {ApprovalView} view
 * @param {Messages} say
 * @param {{ proceed: () => void, refuse: () => void }} act
 */
export function decisionSection(view, say, act) {
  const box = element('input', { type: 'checkbox', id: 'consent', 'aria-describedby': 'consent-missing', autocomplete: 'off' });
  const missing = element('p', { id: 'consent-missing', class: 'missing', role: 'alert' });
  const proceed = element('button', { type: 'button', class: 'primary', id: 'proceed' }, say.proceed);
  const refuse = element('button', { type: 'button', class: 'secondary', id: 'refuse' }, say.refuse);

  const settle = (/** @type {() => void} */ decided) => {
    box.disabled = proceed.disabled = refuse.disabled = true;
    decided();
  };
  box.addEventListener('change', () => {
    missing.textContent = '';
    box.removeAttribute('aria-invalid');
  });
  proceed.addEventListener('click', () => {
    if (box.checked) return settle(act.proceed);
    missing.textContent = say.consentMissing;
    box.setAttribute('aria-invalid', 'true');
    box.focus();
  });
  refuse.addEventListener('click', () => settle(act.refuse));

  return element(
    'section',
    { class: 'card decision', 'aria-labelledby': 'decision' },
    element('h2', { id: 'decision', tabindex: '-1' }, say.decisionHeading),
    element('div', {}, element('div', { class: 'consent' }, box, element('label', { for: 'consent' }, view.consent)), missing),
    element('div', { class: 'buttons' }, proceed, refuse),
    element('p', { class: 'note' }, say.nothingYet),
  );
}

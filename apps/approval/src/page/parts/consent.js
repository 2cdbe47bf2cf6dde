import { recall, remember } from '../session.js';
import { element } from './element.js';

/**
 * @typedef {{ element: HTMLElement, isGiven: () => boolean, insist: () => void, keep: () => void }} Consent
 */

/**
 * The consent: a box that nobody ticked in advance. Once it was ticked and acted on, this tab remembers it for exactly
 * this challenge, so that a signer who comes back for the next means, or mistyped a code, is not asked for the same again;
 * they are told, and can still refuse. Consent is never evidence: each means needs an act of its own.
 * @param {{ sentence: string, missing: string, challenge: string, locale: string }} asked
 * @param {import('../messages.js').Messages} say
 * @returns {Consent}
 */
export function consent({ sentence, missing, challenge, locale }, say) {
  const name = `consent ${challenge}`;
  const time = new Date(recall(name) ?? '');
  if (!Number.isNaN(time.getTime())) {
    const text = new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(time);
    return {
      element: element('div', { class: 'agreed' }, element('p', {}, sentence), element('p', { class: 'note' }, say.common.agreed(text))),
      isGiven: () => true,
      insist: () => undefined,
      keep: () => undefined,
    };
  }
  const box = element('input', { type: 'checkbox', id: 'consent', 'aria-describedby': 'consent-missing', autocomplete: 'off' });
  const complaint = element('p', { id: 'consent-missing', class: 'missing', role: 'alert' });
  box.addEventListener('change', () => {
    complaint.textContent = '';
    box.removeAttribute('aria-invalid');
  });
  return {
    element: element('div', {}, element('div', { class: 'consent' }, box, element('label', { for: 'consent' }, sentence)), complaint),
    isGiven: () => box.checked,
    insist: () => {
      complaint.textContent = missing;
      box.setAttribute('aria-invalid', 'true');
      box.focus();
    },
    keep: () => remember(name, new Date().toISOString()),
  };
}

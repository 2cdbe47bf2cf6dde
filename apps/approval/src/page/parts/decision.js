import { againSentence } from '../again.js';
import { element } from './element.js';
import { Shortfall } from './shortfall.js';

/**
 * What a person does once they have consented: what is shown for it, what its button says, how it becomes something to
 * carry, and what can be carried instead.
 * @typedef {import('../destination.js').Act} Act
 * @typedef {{ content: (Node | undefined)[], label: () => string | undefined, waiting: () => string | undefined,
 *   run: (signal: AbortSignal) => Promise<Act>, other?: () => { label: string, act: Act } | undefined,
 *   onChange?: (changed: () => void) => void }} Task
 */

/**
 * The decision: consent first, then the means, and two buttons of equal weight. The first button stays operable while
 * the box is empty and then says what is missing; a disabled button would say nothing to someone who cannot see it.
 * @param {{ again: import('../again.js').AgainCode | undefined, consent: import('./consent.js').Consent, task: Task, note: string }} decision
 * @param {{ carry: (act: Act) => void, refuse: () => void, announce: (sentence: string) => void, signal: AbortSignal }} ways
 * @param {import('../messages.js').Messages} say
 */
export function decisionSection({ again, consent, task, note }, { carry, refuse, announce, signal }, say) {
  const problem = element('p', { id: 'problem', class: 'missing', role: 'alert' });
  const proceed = element('button', { type: 'submit', class: 'primary', id: 'proceed' });
  const no = element('button', { type: 'button', class: 'secondary', id: 'refuse' }, say.common.refuse);
  // Behind the first one: the Enter key presses the first button of a form.
  const instead = element('button', { type: 'submit', class: 'quiet' });
  const buttons = element('div', { class: 'buttons' }, proceed, no, instead);
  // Where nothing can be asked for, there is nothing to consent to.
  const asked = element('fieldset', { class: 'asked' }, task.label() === undefined ? undefined : consent.element);
  asked.append(...task.content.filter((one) => one !== undefined), problem, buttons);
  const form = element('form', { class: 'card decision', 'aria-labelledby': 'decision', novalidate: '', autocomplete: 'off' });
  form.append(element('h2', { id: 'decision', tabindex: '-1' }, say.common.decisionHeading));
  if (again !== undefined) form.append(lastTry(again, say));
  form.append(asked, element('p', { class: 'note' }, note));

  const relabel = () => {
    proceed.textContent = task.label() ?? '';
    proceed.hidden = task.label() === undefined;
    const other = task.other?.();
    instead.textContent = other?.label ?? '';
    instead.hidden = other === undefined;
    problem.textContent = '';
  };
  relabel();
  task.onChange?.(relabel);

  const leave = (/** @type {Act} */ act) => {
    consent.keep();
    // What was typed leaves the document before the document is left.
    asked.replaceChildren();
    carry(act);
  };
  const run = async () => {
    problem.textContent = '';
    const waiting = task.waiting();
    if (waiting !== undefined) announce(waiting);
    // While an authenticator is asked, nothing here can be pressed or changed; the browser itself offers to cancel.
    const running = task.run(signal);
    asked.disabled = true;
    try {
      leave(await running);
    } catch (reason) {
      asked.disabled = false;
      if (signal.aborted) return;
      if (reason instanceof Shortfall && reason.field) return reason.field.complain(reason.message);
      problem.textContent = reason instanceof Shortfall ? reason.message : say.common.unforeseen;
      proceed.focus();
      if (!(reason instanceof Shortfall)) throw reason;
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!consent.isGiven()) return consent.insist();
    const other = task.other?.();
    if (event.submitter === instead && other) leave(other.act);
    else void run();
  });
  no.addEventListener('click', () => {
    asked.replaceChildren();
    refuse();
  });
  return form;
}

/** What became of the last try. @param {import('../again.js').AgainCode} again @param {import('../messages.js').Messages} say */
function lastTry(again, { common }) {
  return element('p', { class: 'again', id: 'again' }, element('strong', {}, `${common.againHeading}. `), common.again[againSentence(again)]);
}

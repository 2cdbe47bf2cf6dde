import { element } from '../parts/element.js';
import { hash } from '../parts/facts.js';
import { field } from '../parts/field.js';
import { Shortfall } from '../parts/shortfall.js';
import { hasWebAuthn } from '../passkey/failures.js';
import { makePasskey } from '../passkey/make.js';
import { describeApprover } from './approver.js';

/** How long a person may take, in milliseconds. */
const PATIENCE = 120_000;

/** @typedef {Awaited<ReturnType<typeof describeApprover>>} Made */

/**
 * The registration of an approver: a form, then the text to hand over. Nothing is sent and nothing is kept.
 * @param {Pick<import('../scene.js').Scene, 'say'> & { announce: (sentence: string) => void, signal: AbortSignal, made: Made | undefined, onMade: (made: Made) => void }} scene
 * @returns {import('../scene.js').Shown}
 */
export function approverView({ say, announce, signal, made, onMade }) {
  const nodes = made ? doneNodes(made, announce, say) : formNodes({ say, announce, signal, onMade });
  return { documentTitle: say.approver.documentTitle, nodes };
}

/** @param {Pick<Parameters<typeof approverView>[0], 'say' | 'announce' | 'signal' | 'onMade'>} scene */
function formNodes({ say, announce, signal, onMade }) {
  const words = say.approver;
  const name = field({ id: 'name', label: words.name, type: 'text', autocomplete: 'name', maxlength: 200 });
  const duties = dutyBoxes(words);
  const problem = element('p', { class: 'missing', role: 'alert' });
  const button = element('button', { type: 'submit', class: 'primary' }, words.action);
  const asked = element('fieldset', { class: 'asked' }, name.element, duties.element, element('p', { class: 'note' }, words.model), problem, button);
  const form = element('form', { class: 'card decision', novalidate: '' });
  form.append(hasWebAuthn() ? asked : element('p', { class: 'warning' }, words.impossible));

  const make = async () => {
    const typed = name.value().trim();
    if (typed === '') throw new Shortfall(words.nameMissing, name);
    const chosen = duties.value();
    if (chosen.length === 0) throw new Shortfall(words.dutyMissing, duties);
    announce(words.waiting);
    asked.disabled = true;
    // Nobody verifies this ceremony: what the operator puts into the quorum is the key in the text, compared by its thumbprint.
    const wanted = { challenge: crypto.getRandomValues(new Uint8Array(32)), userName: typed, attestation: /** @type {const} */ ('none'), excluded: [] };
    const { credential, response } = await makePasskey({ ...wanted, timeout: PATIENCE, signal }, say.evidence.failures);
    return describeApprover({ name: typed, duties: chosen, id: credential.rawId, authenticatorData: response.getAuthenticatorData() });
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    problem.textContent = '';
    make().then(onMade, (reason) => {
      asked.disabled = false;
      if (signal.aborted) return;
      if (reason instanceof Shortfall && reason.field) return reason.field.complain(reason.message);
      problem.textContent = reason instanceof Shortfall ? reason.message : say.common.unforeseen;
      button.focus();
    });
  });
  return [element('header', { class: 'opening' }, element('h1', { tabindex: '-1' }, words.title), element('p', { class: 'lead' }, words.lead)), form];
}

/** @param {import('../messages.js').Messages['approver']} words */
function dutyBoxes(words) {
  const wrong = element('p', { class: 'missing', role: 'alert' });
  const boxes = /** @type {const} */ (['approver', 'supervisor']).map((duty) => {
    const box = element('input', { type: 'checkbox', id: `duty-${duty}`, autocomplete: 'off' });
    box.addEventListener('change', () => (wrong.textContent = ''));
    return { duty, box, shown: element('div', { class: 'option' }, box, element('label', { for: box.id }, words.duty[duty])) };
  });
  return {
    element: element('fieldset', { class: 'choice' }, element('legend', {}, words.duties), ...boxes.map(({ shown }) => shown), wrong),
    value: () => boxes.filter(({ box }) => box.checked).map(({ duty }) => duty),
    complain: (/** @type {string} */ sentence) => {
      wrong.textContent = sentence;
      boxes[0]?.box.focus();
    },
  };
}

/** @param {Made} made @param {(sentence: string) => void} announce @param {import('../messages.js').Messages} say */
function doneNodes({ json, thumbprint }, announce, say) {
  const words = say.approver;
  const lines = json.split('\n').length;
  const text = element('textarea', { id: 'hand-over', class: 'typed exact', readonly: '', rows: String(lines), spellcheck: 'false' });
  text.value = json;
  const copy = element('button', { type: 'button', class: 'primary' }, words.copy);
  const told = element('p', { class: 'note', role: 'status' });
  copy.addEventListener('click', () => {
    navigator.clipboard.writeText(json).then(
      () => (told.textContent = words.copied),
      () => {
        told.textContent = words.notCopied;
        text.select();
      },
    );
  });
  announce(words.doneTitle);
  return [
    element('header', { class: 'opening' }, element('h1', { tabindex: '-1' }, words.doneTitle), element('p', { class: 'lead' }, words.doneLead)),
    element(
      'section',
      { class: 'card decision' },
      element('div', { class: 'field' }, element('label', { for: text.id }, words.handOver), text),
      element('div', { class: 'row' }, copy, told),
      element('h2', {}, words.thumbprint),
      hash(thumbprint, undefined, say),
      element('p', {}, words.compare),
      element('p', { class: 'note' }, words.once),
    ),
  ];
}

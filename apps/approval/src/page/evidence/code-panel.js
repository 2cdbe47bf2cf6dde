import { supervisorChallenge } from '../challenge.js';
import { choice } from '../parts/choice.js';
import { element } from '../parts/element.js';
import { codeField, digitsOf } from '../parts/field.js';
import { Shortfall } from '../parts/shortfall.js';
import { askPasskey } from '../passkey/ask.js';
import { patience } from '../passkey/failures.js';
import { sealTyped } from '../sealed/typed-secret.js';
import { visibleText } from '../text/visible-text.js';
import { visibleCode } from './model.js';

/**
 * @typedef {import('./panels.js').Asked} Asked
 * @typedef {import('./panels.js').Panel} Panel
 * @typedef {'one-time-code' | 'supervised-code'} CodeKind
 */

/** A code: first sent, then typed; with a supervisor's passkey beside it where the kind asks for one. @param {CodeKind} kind @param {Asked} asked @returns {Panel} */
export function codePanel(kind, asked) {
  const supervised = kind === 'supervised-code' ? asked.say.evidence.supervised : undefined;
  const beside = supervised && element('p', {}, supervised.explain);
  return asked.wasSent ? typePanel(kind, asked, beside) : sendPanel(kind, asked, beside);
}

/** @param {CodeKind} kind @param {Asked} asked @param {Node | undefined} beside @returns {Panel} */
function sendPanel(kind, { means, say: { evidence } }, beside) {
  return {
    content: [means.code && element('p', {}, evidence.code.explain(visibleCode(means.code))), beside],
    label: evidence.code.action,
    run: async () => ({ kind: 'begin', means: kind }),
  };
}

/** @param {CodeKind} kind @param {Asked} asked @param {Node | undefined} beside @returns {Panel} */
function typePanel(kind, asked, beside) {
  const { means, encryptionKey, challenge, say } = asked;
  const { code, supervised } = say.evidence;
  const typed = codeField({ id: 'code', label: code.label });
  const supervisor = kind === 'supervised-code' ? supervisorPart(asked) : undefined;
  return {
    content: [
      means.code && element('p', {}, code.sent(visibleCode(means.code))),
      element('p', { class: 'note' }, code.compare),
      typed.element,
      beside,
      supervisor?.element,
    ],
    label: supervisor ? supervised.confirm : code.confirm,
    ...(supervisor ? { waiting: supervised.waiting } : {}),
    other: { label: code.again, act: { kind: 'begin', means: kind } },
    run: async (signal) => {
      const value = digitsOf(typed);
      if (!/^\d{6}$/.test(value)) throw new Shortfall(code.malformed, typed);
      if (!supervisor) {
        return { kind: 'evidence', evidence: { kind: 'one-time-code', sealed: await sealTyped(encryptionKey, { challenge, kind: 'one-time-code', value }) } };
      }
      const confirmed = await supervisor.confirm(signal);
      const sealed = await sealTyped(encryptionKey, { challenge, kind: 'supervised-code', value });
      return { kind: 'evidence', evidence: { kind: 'supervised-code', sealed, supervisor: confirmed } };
    },
  };
}

/** Who stands beside the signer, and their passkey over a challenge of its own: it can never pass for the signer's. @param {Asked} asked */
function supervisorPart({ means, challenge, end, say: { evidence } }) {
  const people = means.supervisors ?? [];
  const chosen = choice({
    name: 'supervisor',
    question: evidence.supervised.choose,
    options: people.map(({ id, name }) => ({ value: id, label: visibleText(name) })),
    chosen: undefined,
  });
  return {
    element: chosen.element,
    /** @param {AbortSignal} signal */
    confirm: async (signal) => {
      const person = people.find(({ id }) => id === chosen.value());
      if (!person) throw new Shortfall(evidence.supervised.missing, chosen);
      const asked = { challenge: await supervisorChallenge(challenge), allowed: [{ id: person.passkey }], timeout: patience(end), signal };
      return { approverId: person.id, assertion: await askPasskey(asked, evidence.failures) };
    },
  };
}

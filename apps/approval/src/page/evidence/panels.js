import { element } from '../parts/element.js';
import { codeField, digitsOf, field } from '../parts/field.js';
import { Shortfall } from '../parts/shortfall.js';
import { askPasskey } from '../passkey/ask.js';
import { patience } from '../passkey/failures.js';
import { sealTyped } from '../sealed/typed-secret.js';
import { hostOf } from '../text/shown.js';
import { codePanel } from './code-panel.js';

/**
 * One kind of evidence as it is asked for: what is shown, what the button says, what is said while an authenticator is
 * waited for, how it becomes an act, and what else can be done instead.
 * @typedef {import('../destination.js').Act} Act
 * @typedef {{ content: (Node | undefined)[], label: string, waiting?: string, run: (signal: AbortSignal) => Promise<Act>,
 *   other?: { label: string, act: Act } }} Panel
 */

/**
 * What all panels of a request work with.
 * @typedef {{ means: import('../reading/asking.js').StatedMeans, encryptionKey: import('../reading/asking.js').EncryptionKey,
 *   challenge: string, wasSent: boolean, end: number, say: import('../messages.js').Messages }} Asked
 */

/** The panel for a kind that nothing stands in the way of. @param {import('./alternatives.js').EvidenceKind} kind @param {Asked} asked @returns {Panel} */
export function panelFor(kind, asked) {
  switch (kind) {
    case 'passkey':
      return passkeyPanel(asked);
    case 'oidc':
      return providerPanel(asked);
    case 'one-time-code':
    case 'supervised-code':
      return codePanel(kind, asked);
    case 'pin':
      return pinPanel(asked);
    case 'totp':
      return totpPanel(asked);
    case 'order':
      throw new Error('an order comes from the application');
  }
}

/** @param {Asked} asked @returns {Panel} */
function passkeyPanel({ means, challenge, end, say: { evidence } }) {
  return {
    content: [element('p', {}, evidence.passkey.explain)],
    label: evidence.passkey.action,
    waiting: evidence.passkey.waiting,
    run: async (signal) => {
      const allowed = means.passkeys ?? [];
      const assertion = await askPasskey({ challenge, allowed, timeout: patience(end), signal }, evidence.failures);
      return { kind: 'evidence', evidence: { kind: 'passkey', assertion } };
    },
  };
}

/** @param {Asked} asked @returns {Panel} */
function providerPanel({ means, say: { evidence } }) {
  const host = hostOf(means.provider ?? '');
  return {
    content: [element('p', {}, evidence.provider.explain(host))],
    label: evidence.provider.action(host),
    run: async () => ({ kind: 'begin', means: 'oidc' }),
  };
}

/** @param {Asked} asked @returns {Panel} */
function pinPanel({ encryptionKey, challenge, say: { evidence } }) {
  const typed = field({ id: 'pin', label: evidence.pin.label, type: 'password', autocomplete: 'off', inputmode: 'numeric', maxlength: 12 });
  return {
    content: [element('p', { class: 'note' }, evidence.pin.explain), typed.element],
    label: evidence.pin.confirm,
    run: async () => {
      const value = typed.value();
      // What no PIN can be is not sent, for each one the SAM looks at counts as a try.
      if (!/^\d{4,12}$/.test(value)) throw new Shortfall(evidence.pin.malformed, typed);
      return { kind: 'evidence', evidence: { kind: 'pin', sealed: await sealTyped(encryptionKey, { challenge, kind: 'pin', value }) } };
    },
  };
}

/** @param {Asked} asked @returns {Panel} */
function totpPanel({ encryptionKey, challenge, say: { evidence } }) {
  const typed = codeField({ id: 'totp', label: evidence.totp.label });
  return {
    content: [element('p', { class: 'note' }, evidence.totp.explain), typed.element],
    label: evidence.totp.confirm,
    run: async () => {
      const value = digitsOf(typed);
      if (!/^\d{6}$/.test(value)) throw new Shortfall(evidence.totp.malformed, typed);
      return { kind: 'evidence', evidence: { kind: 'totp', sealed: await sealTyped(encryptionKey, { challenge, kind: 'totp', value }) } };
    },
  };
}

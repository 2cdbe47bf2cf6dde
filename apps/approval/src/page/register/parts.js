import { fromBase64Url, toBase64Url } from '../encoding.js';
import { element } from '../parts/element.js';
import { codeField, digitsOf, field } from '../parts/field.js';
import { Shortfall } from '../parts/shortfall.js';
import { patience } from '../passkey/failures.js';
import { makePasskey } from '../passkey/make.js';
import { sealTyped } from '../sealed/typed-secret.js';
import { isTotp } from '../sealed/totp.js';
import { isSimple } from './simple-pin.js';

/**
 * One means as it is registered: what is shown, what has to be right before anything is made, and what is offered to the
 * SAM (contracts, `registrations`).
 * @typedef {import('../enrolment/shape.js').RegisteredKind} RegisteredKind
 * @typedef {{ kind: 'passkey', id: string, clientDataJSON: string, attestationObject: string, transports: string[] }
 *   | { kind: 'pin', sealed: string } | { kind: 'totp', secret: string, code: string }} Registration
 * @typedef {{ content: Node[], check: () => Promise<void>, make: (signal: AbortSignal) => Promise<Registration> }} Part
 */

/**
 * What registering works with. The challenge is the plain one of the statement, also where evidence will be given over one
 * that commits to the registrations: they cannot contain their own digest.
 * @typedef {{ challenge: string, encryptionKey: import('../reading/asking.js').EncryptionKey, keyName: string, registered: string[],
 *   totpSecret: string, end: number, say: import('../messages.js').Messages }} Registering
 */

/** Longest list of ways to reach an authenticator that the contract takes, and longest name of one. */
const [MOST_TRANSPORTS, LONGEST_TRANSPORT] = [8, 20];

/** @param {RegisteredKind} kind @param {Registering} registering @returns {Part} */
export function registerPart(kind, registering) {
  switch (kind) {
    case 'passkey':
      return passkeyPart(registering);
    case 'pin':
      return pinPart(registering);
    case 'totp':
      return totpPart(registering);
  }
}

/** @param {Registering} registering @returns {Part} */
function passkeyPart({ challenge, keyName, registered, end, say }) {
  const { passkey } = say.register;
  return {
    content: [element('p', {}, passkey.explain), element('p', { class: 'note' }, passkey.model)],
    check: async () => undefined,
    make: async (signal) => {
      // Attestation is asked for, since only the SAM knows whether the policy allows certain models only; the person is told.
      const wanted = { challenge: bytes(challenge), userName: keyName, attestation: /** @type {const} */ ('direct'), excluded: registered };
      const { credential, response } = await makePasskey({ ...wanted, timeout: patience(end), signal }, say.evidence.failures);
      return {
        kind: 'passkey',
        id: text(credential.rawId),
        clientDataJSON: text(response.clientDataJSON),
        attestationObject: text(response.attestationObject),
        transports: response
          .getTransports()
          .filter((one) => one.length <= LONGEST_TRANSPORT)
          .slice(0, MOST_TRANSPORTS),
      };
    },
  };
}

/** @param {Registering} registering @returns {Part} */
function pinPart({ challenge, encryptionKey, say: { register } }) {
  const about = /** @type {const} */ ({ type: 'password', autocomplete: 'off', inputmode: 'numeric', maxlength: 12 });
  const typed = field({ id: 'new-pin', label: register.pin.label, ...about });
  const repeated = field({ id: 'new-pin-again', label: register.pin.repeat, ...about });
  return {
    content: [element('p', { class: 'note' }, register.pin.explain), typed.element, repeated.element],
    check: async () => {
      if (!/^\d{6,12}$/.test(typed.value())) throw new Shortfall(register.pin.malformed, typed);
      if (isSimple(typed.value())) throw new Shortfall(register.pin.simple, typed);
      if (repeated.value() !== typed.value()) throw new Shortfall(register.pin.different, repeated);
    },
    make: async () => ({ kind: 'pin', sealed: await sealTyped(encryptionKey, { challenge, kind: 'pin', value: typed.value() }) }),
  };
}

/** @param {Registering} registering @returns {Part} */
function totpPart({ challenge, encryptionKey, keyName, totpSecret, say: { register } }) {
  const words = register.totp;
  const typed = codeField({ id: 'new-totp', label: words.label });
  const name = encodeURIComponent(`Paraph:${keyName}`);
  return {
    content: [
      element('p', { class: 'note' }, words.explain),
      element('p', {}, `${words.secret} `, element('code', { class: 'exact secret' }, totpSecret.replace(/.{4}(?=.)/g, '$& '))),
      element('p', {}, element('a', { href: `otpauth://totp/${name}?secret=${totpSecret}&issuer=Paraph` }, words.link)),
      typed.element,
    ],
    check: async () => {
      const code = digitsOf(typed);
      if (!/^\d{6}$/.test(code)) throw new Shortfall(words.malformed, typed);
      if (!(await isTotp(totpSecret, code, new Date()))) throw new Shortfall(words.wrong, typed);
    },
    make: async () => ({
      kind: 'totp',
      secret: await sealTyped(encryptionKey, { challenge, kind: 'totp-secret', value: totpSecret }),
      code: await sealTyped(encryptionKey, { challenge, kind: 'totp', value: digitsOf(typed) }),
    }),
  };
}

/** @param {string} base64url computed here */
function bytes(base64url) {
  return fromBase64Url(base64url) ?? new Uint8Array();
}

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  return toBase64Url(new Uint8Array(buffer));
}

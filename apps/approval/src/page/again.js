/**
 * What the last try may have ended with: the refusals by which a signer is sent back here, in the SAM's own codes
 * (contracts, `error-codes`). Several are told with the same sentence.
 * @typedef {'invalid' | 'missing' | 'locked' | 'tooManyCodes' | 'undeliverable' | 'decided' | 'impossible' | 'fault'} AgainSentence
 */

/** @satisfies {Record<string, AgainSentence>} */
const SENTENCES = {
  'evidence.invalid': 'invalid',
  'evidence.missing': 'missing',
  'evidence.locked': 'locked',
  'evidence.too_many_codes': 'tooManyCodes',
  'evidence.provider_unknown': 'fault',
  'message.undeliverable': 'undeliverable',
  'activation.state': 'decided',
  'enrolment.state': 'decided',
  'change.state': 'decided',
  'proposal.refused': 'invalid',
  'proposal.state': 'decided',
  'proposal.impossible': 'impossible',
  // An application's order is held against its container; nobody is sent to this page with one.
  'container.state': 'impossible',
  'container.limit': 'impossible',
  'hsm.unavailable': 'fault',
  'hsm.refused': 'fault',
  'hsm.ambiguous': 'fault',
  'clock.unreliable': 'fault',
  'journal.closed': 'fault',
  'record.tampered': 'fault',
  'request.invalid': 'fault',
  'caller.forbidden': 'fault',
  'deadline.exceeded': 'fault',
  'service.unavailable': 'fault',
  'service.forbidden': 'fault',
  internal: 'fault',
};

/** @typedef {keyof typeof SENTENCES} AgainCode */

/** @type {readonly AgainCode[]} */
export const againCodes = /** @type {AgainCode[]} */ (Object.keys(SENTENCES));

/** @param {AgainCode} code @returns {AgainSentence} */
export function againSentence(code) {
  return SENTENCES[code];
}

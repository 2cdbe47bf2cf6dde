/** @param {number} count */
const more = (count) => (count === 1 ? 'more document' : 'more documents');

/** What the view of a signature says. */
export const activation = {
  documentTitle: 'Approve a signature',
  title: (/** @type {number} */ count) =>
    count === 0 ? 'Allow signatures on documents you do not see?' : count === 1 ? 'Sign this document?' : `Sign these ${count} documents?`,
  lead: (/** @type {number} */ count) =>
    count === 0
      ? ' asks to have documents signed in your name that it chooses afterwards.'
      : count === 1
        ? ' asks for your electronic signature on the document below.'
        : ` asks for your electronic signature on the ${count} documents below.`,
  partiesHeading: 'Who and with what',
  application: 'Requested by',
  certificate: 'Your certificate',
  fingerprint: 'Fingerprint',
  signatures: 'Signatures',
  evidence: 'To confirm',
  further: (/** @type {number} */ count, /** @type {string} */ client) => `, and up to ${count} ${more(count)} chosen by ${client}`,
  furtherHeading: (/** @type {number} */ count, /** @type {string} */ client) => `And up to ${count} ${more(count)} chosen by ${client}`,
  unseenHeading: (/** @type {number} */ count, /** @type {string} */ client) => `Up to ${count} ${count === 1 ? 'document' : 'documents'} chosen by ${client}`,
  furtherWarning: (/** @type {string} */ client) =>
    `If you agree, ${client} may have further documents signed in your name without asking you again. They are not shown here, and you will not see them before they are signed.`,
  consent: (/** @type {number} */ count, /** @type {string} */ further) =>
    `I have checked this request and want to sign ${count === 1 ? 'this document' : `these ${count} documents`}${further}.`,
  unseenConsent: (/** @type {number} */ count, /** @type {string} */ client) =>
    `I have checked this request and allow up to ${count} ${count === 1 ? 'document' : 'documents'} chosen by ${client} to be signed in my name without my seeing ${count === 1 ? 'it' : 'them'}.`,
  nothingYet: 'Nothing is signed until you have confirmed that it is you.',
};

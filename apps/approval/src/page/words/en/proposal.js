/** @typedef {import('../../proposal/act-shape.js').QuorumAct['act']} ActName */

/** @type {Record<ActName, string>} */
const titles = {
  'pin-provider-keys': 'Change the keys of an identity provider?',
  'pin-client-keys': 'Change the keys of an application?',
  'limit-client': 'Change the limit of an application?',
  'remove-means': 'Take a signer’s means away?',
  'replace-means': 'Replace a signer’s means?',
  'unlock-means': 'Unlock a signer’s means?',
  'resume-credential': 'Let a suspended signing key sign again?',
  'change-quorum': 'Change who decides?',
};

/** @type {Record<ActName, string>} */
const leads = {
  'pin-provider-keys':
    'From now on only sign-ins that one of these keys has signed count at this identity provider. Whoever holds such a key can speak for everybody who signs in there. Keys that are not in this list no longer count.',
  'pin-client-keys': 'From now on the application signs orders and the names of documents with these keys, and with no others.',
  'limit-client': 'The application may have at most this many documents signed by one approval.',
  'remove-means': 'The means stops counting at once. Its owner goes on with what is left.',
  'replace-means': 'Whoever holds the new means can from then on approve signatures in the name of the person in this certificate. Be sure who that is.',
  'unlock-means': 'The wrong tries are forgotten, and the means counts again.',
  'resume-credential': 'The suspension ends, and signatures can be made with this key again.',
  'change-quorum': 'From now on these people decide, and this many of them have to agree. Who is not in this list no longer decides.',
};

/** What the view of a proposal says. */
export const proposal = {
  documentTitle: 'Approve a proposal',
  titles,
  leads,
  actHeading: 'What is proposed',
  decidersHeading: 'Who decides',
  decides: (/** @type {number} */ threshold, /** @type {number} */ count) =>
    `${threshold} of these ${count} people have to agree, each with their own passkey.`,
  about: {
    client: 'Application',
    clientName: 'Application',
    subject: 'Certificate subject',
    signer: 'Signer',
    provider: 'Identity provider',
    means: 'Means',
    issuer: 'Identity provider',
  },
  terms: {
    issuer: 'Identity provider',
    client: 'Application identifier',
    credential: 'Signing key',
    means: 'Means',
    multisign: 'Documents in one approval',
    threshold: 'How many have to agree',
    newMeans: 'New means',
    account: 'Account',
    identifier: 'Identifier',
    address: 'Address',
    passkey: 'Passkey',
    duties: 'Duties',
    algorithm: 'Key',
    notBefore: 'Counts from',
    notAfter: 'Counts until',
    members: 'All of the key',
  },
  always: 'no limit',
  noKeys: 'None: the application can then sign nothing of its own.',
  key: (/** @type {number} */ position, /** @type {number} */ total, /** @type {string} */ kid) => `Key ${position} of ${total}: ${kid}`,
  person: (/** @type {number} */ position, /** @type {number} */ total, /** @type {string} */ name) => `Person ${position} of ${total}: ${name}`,
  atMost: (/** @type {number} */ count) => (count === 1 ? 'at most 1' : `at most ${count}`),
  atLeast: (/** @type {number} */ threshold, /** @type {number} */ count) => `${threshold} of ${count}`,
  replacements: { oidc: 'an account at an identity provider', passkey: 'a passkey', sms: 'codes by SMS', email: 'codes by e-mail' },
  duties: { approver: 'decides proposals', supervisor: 'stands beside signers' },
  consent: 'I have checked this proposal and approve it.',
  consentMissing: 'Tick the box first if you approve. Otherwise choose “Refuse”.',
  explain: 'Confirm with the passkey you registered as an approver. What you confirm is exactly this proposal.',
  action: 'Approve with your passkey',
  nothingYet: 'Nothing happens until enough approvers have confirmed.',
};

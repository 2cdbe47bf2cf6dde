/** @typedef {import('../../enrolment/shape.js').RegisteredKind} RegisteredKind */

/** What the view of a change says. */
export const change = {
  documentTitle: 'Change a signing key',
  titles: {
    'add-means': {
      passkey: 'Add a passkey to your signing key?',
      pin: 'Set a PIN for your signing key?',
      totp: 'Add an authenticator app to your signing key?',
    },
    'remove-means': 'Remove a means from your signing key?',
    resume: 'Let your signing key sign again?',
    destroy: 'Destroy your signing key for good?',
  },
  leads: {
    'add-means': 'Whoever holds the new means can sign in your name with it, as far as the policy of the key allows. Only you should have asked for this.',
    'remove-means': 'The means can then no longer be used to sign in your name.',
    resume: 'The signing key was suspended. When you confirm, signatures can be made with it again, each time with your approval.',
    destroy:
      'The key is destroyed and its certificate revoked. Nothing can be signed with it any more, and nobody can bring it back, neither you nor the provider. What you signed before stays signed.',
  },
  factsHeading: 'What is changed',
  certificate: 'Your certificate',
  act: 'Change',
  acts: {
    'add-means': {
      passkey: 'A new passkey, which you make on this page',
      pin: 'A new PIN, which you choose on this page',
      totp: 'A new authenticator app, which you set up on this page',
    },
    'remove-means': 'A means is removed',
    resume: 'The suspension ends',
    destroy: 'The key is destroyed, the certificate revoked',
  },
  means: 'Means',
  meansKinds: { passkey: 'Passkey', oidc: 'Identity provider', 'one-time-code': 'Codes sent to', pin: 'PIN', totp: 'Authenticator app', order: 'Orders of' },
  counts: 'Takes effect',
  waits: {
    'add-means': (/** @type {string} */ time) => `The new means counts ${time} after you have confirmed. Until then you can still have it removed.`,
    'remove-means': (/** @type {string} */ time) => `The means stops counting ${time} after you have confirmed.`,
  },
  atOnce: 'At once, when you have confirmed.',
  soon: 'As soon as the application goes on after you have confirmed, within an hour. It cannot be undone.',
  registerHeading: 'First: what is added',
  evidenceHeading: 'Then: confirm with what you have',
  registered: 'You registered it in this tab just now. Confirm it with a means that you already have.',
  consents: {
    'add-means': 'I have checked this change and want the new means to be added.',
    'remove-means': 'I have checked this change and want the means to be removed.',
    resume: 'I have checked this change and want the key to sign again.',
    destroy: 'I understand that this cannot be undone, and want the key to be destroyed for good.',
  },
  nothingYet: 'Nothing is changed until you have confirmed that it is you.',
};

/** What the view of an enrolment says. */
export const enrolment = {
  documentTitle: 'Take possession of a signing key',
  title: 'Make this signing key yours?',
  lead: 'A signing key was made for you. When you accept the terms and sign in, it is bound to you and a certificate is requested in your name.',
  factsHeading: 'The key and you',
  credential: 'Signing key',
  algorithm: 'Algorithm',
  keyThumbprint: 'Thumbprint of the key',
  provider: 'You will sign in at',
  registers: 'You will register',
  registersNothing: 'nothing now; signing in is enough',
  orders: 'Signs on the orders of',
  ordersWarning: (/** @type {string} */ client) =>
    `${client} will have this key sign whatever it orders. Nobody will ask you, and you will not see the documents. Accept only if this is the seal you were told about.`,
  termsHeading: (/** @type {string} */ version) => `Terms, version ${version}`,
  registerHeading: 'What you register',
  consent: 'I have read these terms, accept them, and want this signing key to be mine.',
  consentMissing: 'Tick the box first if you accept the terms. Otherwise choose “Refuse”.',
  action: (/** @type {string} */ host) => `Continue to ${host}`,
  session: {
    onlyFor:
      'A signing key was made for this request alone. When you accept the terms and sign in, a certificate in your name is issued for it, the documents above are signed, and the key is destroyed.',
    consent: (/** @type {number} */ count) =>
      count === 1
        ? 'I have checked this document and read the terms. I accept them, ask for a certificate in my name, and want to sign this document with it.'
        : `I have checked these ${count} documents and read the terms. I accept them, ask for a certificate in my name, and want to sign these ${count} documents with it.`,
  },
  nothingYet: 'Nothing is bound to you until you have signed in at the identity provider.',
  renewed: 'Certificate of now',
  renewals: {
    renewal: {
      documentTitle: 'Renew a certificate',
      title: 'Renew your certificate?',
      lead: 'Your signing key and the ways you prove yourself stay as they are. When you accept the terms and sign in, a new certificate with the same name and a later end is requested.',
      consent: 'I have read these terms, accept them, and want my certificate renewed.',
    },
    update: {
      documentTitle: 'Change a certificate',
      title: 'Have your certificate changed?',
      lead: 'Your signing key stays. When you accept the terms and sign in, a certificate with your name as your identity provider states it now is requested, and the certificate of now is revoked.',
      consent: 'I have read these terms, accept them, and want my certificate replaced by a new one.',
    },
    rekey: {
      documentTitle: 'Replace a signing key',
      title: 'Replace your signing key by a new one?',
      lead: 'A new signing key was made for you. When you accept the terms and sign in, it becomes yours, and as soon as it can sign the key of now is destroyed and its certificate revoked.',
      consent: 'I have read these terms, accept them, and want this key in the place of the one of now, which is destroyed.',
    },
  },
};

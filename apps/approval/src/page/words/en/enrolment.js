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
  nothingYet: 'Nothing is bound to you until you have signed in at the identity provider.',
};

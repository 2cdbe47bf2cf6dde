import type { Messages } from './messages.js';

/** English. */
export const en: Messages = {
  language: 'English',
  switchLanguage: 'Language',
  signIn: {
    title: 'Let this application see your certificates?',
    lead: (application) => `${application} asks to look up the certificates you can sign with.`,
    allowsHeading: 'If you continue, it can',
    allows: ['list your signing certificates', 'read their details, such as your name in them and how long they are valid'],
    notSigning: 'It cannot sign anything: for each signature you are asked again, and shown what you sign.',
    next: 'You will sign in with your identity provider.',
    proceed: 'Continue',
    refuse: 'Refuse',
  },
  unknownPerson: {
    title: 'You are not known here',
    lead: 'You are signed in, but no signing certificate of this customer belongs to you. The application was given nothing.',
    advice: 'If you have several accounts with your identity provider, begin again with the one you enrolled with.',
    back: 'Return to the application',
  },
  enrolment: {
    title: 'Set up your signing certificate',
    lead: 'A signing key was made for you inside a secured device. Here you accept the terms and prove who you are; then your certificate is issued.',
    stepsHeading: 'What will happen',
    steps: [
      'You read and accept the terms below.',
      'You prove your identity with your identity provider, even if you are signed in there.',
      'Your certificate is issued in the name that the identity provider confirms.',
      'Nothing is signed now. Each later signature needs your approval.',
    ],
    keyHeading: 'Your key',
    thumbprint: 'Thumbprint',
    algorithm: 'Algorithm',
    algorithms: { p256: 'ECDSA, curve P-256', p384: 'ECDSA, curve P-384', rsa3072: 'RSA, 3072 bits', rsa4096: 'RSA, 4096 bits' },
    provider: 'Identity provider',
    expiry: 'Complete before',
    termsHeading: (version) => `Terms (${version})`,
    accept: 'I have read these terms and accept them.',
    missing: 'Tick the box if you accept the terms. Without that, no certificate is issued.',
    proceed: 'Accept and prove my identity',
    declining: 'If you do not accept, close this page. No certificate is issued and the key is never used.',
  },
  enrolmentDone: {
    title: 'Your certificate is ready',
    lead: 'Your identity was confirmed and your signing certificate was issued.',
    next: 'You can close this page. You will be asked here each time an application wants a signature.',
  },
  failure: {
    titles: {
      over: 'This request is over',
      unknown: 'There is nothing here',
      refused: 'This could not be confirmed',
      busy: 'The service does not answer',
      broken: 'Something went wrong',
    },
    texts: {
      over: 'It was already answered, it took too long, or it was begun in another browser.',
      unknown: 'The address is incomplete, or what it named does not exist.',
      refused: 'What the identity provider sent does not confirm this request.',
      busy: 'Please try again in a moment.',
      broken: 'The service met an error it did not expect.',
    },
    clientError: 'The application sent a request that cannot be answered, and it cannot be told so.',
    aftermath: 'Nothing was signed here. Close this page and begin again from the application that sent you here.',
    reference: 'For support:',
  },
};

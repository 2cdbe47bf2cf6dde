import { en as account } from './account/messages.en.js';
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
  signInToCreate: {
    title: 'Have a signing certificate made for you?',
    lead: (application) => `${application} asks to have a signing key made for you, with a certificate in your name.`,
    allowsHeading: 'If you continue',
    allows: [
      'you sign in, and are then shown the terms and what you have to set up',
      'the certificate becomes yours, and this application can ask you to sign with it',
    ],
    notSigning: 'Nothing is signed now: for each signature you are asked again, and shown what you sign.',
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
  carry: {
    title: 'One moment',
    waiting: 'Your answer is being handed over.',
    empty: 'There is nothing to hand over here. Close this page and begin again from the application that sent you.',
    noScript: 'Your answer is handed over by a script, which your browser does not run. Nothing has been signed.',
  },
  notices: {
    enrolmentRefused: { title: 'No certificate was issued', lines: ['You did not accept. The key that was prepared is never used.'] },
    changeDone: {
      title: 'Your change is recorded',
      lines: ['What you approved was verified and written down.', 'You can close this page, or return to your certificates.'],
    },
    linkRefused: { title: 'You refused', lines: ['Nothing was signed, and nothing will be with this link. The application is told so.'] },
    linkDone: {
      title: 'Your approval is recorded',
      lines: ['Exactly what you were shown can now be signed. You can close this page: the application that asked goes on by itself.'],
    },
    proposalRefused: { title: 'You did not approve', lines: ['Nothing was recorded. The others can still approve.'] },
    proposalOpen: { title: 'Your approval is recorded', lines: ['Nothing has happened yet: more approvers are needed.'] },
    proposalDone: { title: 'It is done', lines: ['Yours was the last approval needed.'] },
  },
  enrolmentDone: {
    title: 'Your certificate is ready',
    lead: 'Your identity was confirmed and your signing certificate was issued.',
    next: 'You can close this page. You will be asked here each time an application wants a signature.',
    unlinked: 'Your account could not be linked to it, so applications cannot find it by themselves. Please tell whoever sent you here.',
  },
  enrolmentPending: {
    title: 'Your certificate is on its way',
    lead: 'Your identity was confirmed. The certification authority has your request and has not decided yet.',
    next: 'You have nothing more to do and can close this page: your certificate is put in place as soon as it is issued. That can take some days.',
    unlinked: 'Your account could not be linked to it, so applications will not find it by themselves. Please tell whoever sent you here.',
  },
  account,
  failure: {
    titles: {
      over: 'This request is over',
      unknown: 'There is nothing here',
      refused: 'This could not be confirmed',
      unreadable: 'This could not be read',
      busy: 'The service does not answer',
      broken: 'Something went wrong',
    },
    texts: {
      over: 'It was already answered, it took too long, or it was begun in another browser.',
      unknown: 'The address is incomplete, or what it named does not exist.',
      refused: 'What was given as proof does not confirm this request.',
      unreadable: 'The answer that was brought here cannot be read, or belongs to another page.',
      busy: 'Please try again in a moment.',
      broken: 'The service met an error it did not expect.',
    },
    clientError: 'The application sent a request that cannot be answered, and it cannot be told so.',
    aftermath: 'Nothing was signed here. Close this page and begin again from the application that sent you here.',
    reference: 'For support:',
  },
};

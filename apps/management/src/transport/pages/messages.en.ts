import type { Messages } from './messages.js';

export const en: Messages = {
  language: 'English',
  switchLanguage: 'Language',
  noScript: 'This page needs JavaScript to use your passkey.',
  signIn: {
    title: 'Sign in as an operator',
    code: 'Code',
    lead: 'Somebody asks to be signed in with your account. Go on only if it is you, and your terminal or console shows this code.',
    begun: 'Asked for',
    action: 'Sign in with your passkey',
    done: 'You are signed in. Go back to where you began; you can close this page.',
    over: 'There is no such request any more. Begin again where you began.',
  },
  invitation: {
    title: 'Your operator’s account',
    lead: 'Make the passkey of this account yourself, on a device that is yours. It is made once; with it you act in this service under your name.',
    name: 'Account of',
    action: 'Make the passkey',
    done: 'The passkey is made. The people who decide can give you a role now; you can close this page.',
    over: 'This invitation is over, or was used. Ask the security officer for a new account.',
  },
  working: 'One moment …',
  cancelled: 'Nothing happened: it was cancelled, took too long, or there is no such passkey here. You can try again.',
  refused: 'The passkey was not accepted. Nothing happened.',
  unsupported: 'This browser cannot use passkeys here.',
  unavailable: 'The service does not answer. Try again in a moment.',
};

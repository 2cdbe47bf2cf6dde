/** @typedef {import('../../reading/asking.js').StatedCode} StatedCode */

/** How a code travels. @param {StatedCode} code */
const way = ({ channel, hint }) => (channel === 'sms' ? `by SMS to ${hint}` : `by e-mail to ${hint}`);

/** What the page says while it asks for evidence. */
export const evidence = {
  choose: 'How do you want to confirm?',
  only: (/** @type {string} */ words) => `How you confirm: ${words}`,
  kinds: {
    passkey: 'your passkey',
    oidc: (/** @type {string} */ host) => `sign-in at ${host}`,
    code: (/** @type {StatedCode} */ code) => `code ${way(code)}`,
    supervised: (/** @type {StatedCode} */ code) => `code ${way(code)}, with a supervisor beside you`,
    pin: 'your PIN',
    totp: 'code from your authenticator app',
    order: 'order signed by the application',
  },
  nameless: { oidc: 'sign-in at your identity provider', code: 'one-time code', supervised: 'one-time code with a supervisor' },
  states: { given: 'done', next: 'now', later: 'next' },
  steps: 'Steps',
  obstacles: {
    noPasskey: 'No passkey is registered for this certificate.',
    noWebAuthn: 'This browser cannot use passkeys.',
    noProvider: 'No identity provider is registered for this certificate.',
    noCode: 'No number or address for codes is registered for this certificate.',
    noSupervisor: 'No supervisor is registered.',
    byApplication: 'This has to come from the application, not from you.',
  },
  impossible: 'None of the ways to confirm is possible here. You can only refuse.',
  passkey: {
    explain: 'Your device will ask for your fingerprint, your face or your screen lock. What you confirm is exactly this request.',
    action: 'Confirm with your passkey',
    waiting: 'Waiting for your passkey…',
  },
  provider: {
    explain: (/** @type {string} */ host) => `You will sign in again at ${host} and then come back.`,
    action: (/** @type {string} */ host) => `Continue to ${host}`,
  },
  code: {
    explain: (/** @type {StatedCode} */ code) => `A code of six digits will be sent ${way(code)}.`,
    action: 'Send the code',
    sent: (/** @type {StatedCode} */ code) => `A code was sent ${way(code)}.`,
    compare: 'The message repeats who asks and what is signed. Type the code only if it agrees with this page.',
    label: 'Code from the message',
    malformed: 'Type the six digits of the code.',
    confirm: 'Confirm with this code',
    again: 'Send another code',
  },
  supervised: {
    explain: 'A supervisor has to be beside you and confirms with their own passkey on this page.',
    choose: 'Who supervises?',
    missing: 'Choose who supervises.',
    confirm: 'Confirm with the supervisor’s passkey',
    waiting: 'Waiting for the supervisor’s passkey…',
  },
  pin: {
    explain: 'Your PIN is encrypted in this browser and read only by the signature service.',
    label: 'PIN',
    malformed: 'Type the digits of your PIN.',
    confirm: 'Confirm with this PIN',
  },
  totp: {
    explain: 'Open your authenticator app and type the code it shows for Paraph.',
    label: 'Code from your authenticator app',
    malformed: 'Type the six digits that the app shows.',
    confirm: 'Confirm with this code',
  },
  failures: {
    cancelled: 'No passkey was given: it was cancelled, took too long, or none of yours is on this device. You can try again.',
    stopped: 'The passkey was stopped. You can try again.',
    refused: 'This browser does not let this page use passkeys. Choose another way if there is one.',
    unsupported: 'This browser or device cannot do what is asked of the passkey. Choose another way if there is one.',
    registered: 'This device already holds a passkey for this certificate. Use another device or security key.',
    unverified: 'The passkey did not check that it is you (screen lock, fingerprint or face). Use one that does.',
    unforeseen: 'The passkey did not work. You can try again.',
  },
};

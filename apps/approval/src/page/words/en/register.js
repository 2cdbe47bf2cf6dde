/** What the page says while it registers means. */
export const register = {
  kinds: { passkey: 'a passkey', pin: 'a PIN', totp: 'an authenticator app' },
  headings: { passkey: 'Passkey', pin: 'PIN', totp: 'Authenticator app' },
  passkey: {
    explain: 'Your device will make a passkey for this page when you go on, protected by your fingerprint, your face or your screen lock.',
    model: 'The signature service is told the model of the device or security key that holds it, because a policy may allow only certain models.',
  },
  pin: {
    explain: 'Choose a PIN of 6 to 12 digits. It is encrypted in this browser; nobody can tell you what it was.',
    label: 'New PIN',
    repeat: 'New PIN once more',
    malformed: 'Choose 6 to 12 digits.',
    simple: 'That is too easy to guess. Choose digits that are neither in a row nor a repetition.',
    different: 'The two PINs are not the same.',
  },
  totp: {
    explain: 'Add this secret to your authenticator app, then type the first code it shows.',
    secret: 'Secret',
    link: 'Open in the authenticator app on this device',
    label: 'First code',
    malformed: 'Type the six digits that the app shows.',
    wrong: 'That is not a code of this secret. Check the secret and the clock of both devices, then type the code shown now.',
  },
  action: 'Register and continue',
  waiting: 'Waiting for the new passkey…',
  impossible: 'This browser cannot make passkeys. Open this page in another browser, or refuse.',
};

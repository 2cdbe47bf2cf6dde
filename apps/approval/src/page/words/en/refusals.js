/** @type {{ title: string, titleExpired: string, aftermath: string, code: string, sentences: Record<import('../../refusal.js').RefusalCode, string> }} */
export const refusals = {
  title: 'This request cannot be shown',
  titleExpired: 'This request has expired',
  aftermath: 'Nothing has been signed or changed. Close this page and start again from where you came.',
  code: 'For support:',
  sentences: {
    'request.missing': 'This page opens only from a request to sign or to approve something. There is no request in its address.',
    'request.malformed': 'The address of this page is incomplete or was changed on its way.',
    'request.foreign_registration':
      'The means that is to be added is not the one you registered in this tab just now, so you will not be asked to confirm it. If you changed tabs or your browser stores nothing, start again.',
    'statement.malformed': 'The request is not in the form that the signature service uses.',
    'statement.unknown_key': 'The request was signed with a key that this page does not know.',
    'statement.bad_signature': 'The request was altered after the signature service made it, or did not come from it.',
    'statement.unsupported': 'The request contains something that this page cannot show you, so it will not ask you to approve it.',
    'statement.expired': 'The time to answer is over. If that surprises you, check the clock of this device.',
    'statement.not_yet_valid': 'The request seems to come from the future. Check the clock of this device.',
    'page.insecure': 'This browser offers no cryptography on this page, so the request cannot be checked.',
    'page.no_key': 'This page was installed without the key it needs to check requests.',
  },
};

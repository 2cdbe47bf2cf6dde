import { breaches, type Check, type RelatedEvents } from './check.js';

const DAY_MS = 86_400_000;
/** An authority may take eight days to issue; a day more, and the key's enrolment is over. */
const ENROLMENT_MS = 9 * DAY_MS;
/** A key is destroyed soon after its certificate is over, not at that moment. */
const EXPIRY_MS = DAY_MS;

/** Every certificate that an authority issued has a key here, and is bound to it or revoked. */
export const checkCertificates: Check = {
  rules: ['certificate-without-key', 'certificate-without-binding'],
  looksAt: ['certificate-issued'],
  lookups: [
    { by: 'credentialId', types: ['key-generated', 'revocation-requested', 'revocation-proven', 'key-destroyed'] },
    { by: 'fingerprint', types: ['certificate-bound'] },
  ],
  settledAfterMs: DAY_MS,
  judge: ({ position, event }, related) => {
    const { credentialId, fingerprint } = event.particulars;
    // One whose key is destroyed signs nothing; whether it is revoked, the other rules ask.
    const isEnded = ['revocation-requested', 'revocation-proven', 'key-destroyed'].some((type) => related.has(type, 'credentialId', credentialId));
    return breaches(position, [
      ['certificate-without-key', fingerprint, isGenerated(related, credentialId)],
      ['certificate-without-binding', fingerprint, related.has('certificate-bound', 'fingerprint', fingerprint) || isEnded],
    ]);
  },
};

/** Every revocation ends in the destruction of the key (KEY-06), and every order of one in an authority's answer. */
export const checkRevocations: Check = {
  rules: ['revocation-without-destruction', 'revocation-unconfirmed'],
  looksAt: ['revocation-requested', 'revocation-proven'],
  lookups: [{ by: 'credentialId', types: ['key-generated', 'key-destroyed', 'revocation-confirmed'] }],
  settledAfterMs: DAY_MS,
  judge: ({ position, event }, related) => {
    const { credentialId } = event.particulars;
    const isConfirmed = event.type !== 'revocation-requested' || related.has('revocation-confirmed', 'credentialId', credentialId);
    return breaches(position, [
      ['revocation-without-destruction', credentialId, isKeyDestroyed(related, credentialId)],
      ['revocation-unconfirmed', credentialId, isConfirmed],
    ]);
  },
};

/** Every signer's key is alive or destroyed: none is forgotten. */
export const checkKeys: Check = {
  rules: ['key-without-end'],
  looksAt: ['key-generated'],
  lookups: [
    // Of a key without a credential any more, its destruction names the key alone.
    { by: 'keyId', types: ['key-destroyed'] },
    { by: 'credentialId', types: ['certificate-bound'] },
  ],
  // A key of three years ago may have ended yesterday.
  isOverAll: true,
  settledAfterMs: ENROLMENT_MS,
  concerns: ({ particulars }) => particulars['purpose'] === 'signer' && particulars['credentialId'] !== undefined,
  judge: ({ position, event }, related, now) => {
    const { keyId, credentialId } = event.particulars;
    const ends = related.of('certificate-bound', 'credentialId', credentialId).map(({ particulars }) => Date.parse(particulars['validTo'] ?? ''));
    const isAlive = ends.some((end) => end + EXPIRY_MS > now.getTime());
    return breaches(position, [['key-without-end', keyId, isAlive || related.has('key-destroyed', 'keyId', keyId)]]);
  },
};

function isGenerated(related: RelatedEvents, credentialId: string | undefined): boolean {
  return related.of('key-generated', 'credentialId', credentialId).some(({ particulars }) => particulars['purpose'] === 'signer');
}

/** Of a credential that never had a key there is none to destroy. */
function isKeyDestroyed(related: RelatedEvents, credentialId: string | undefined): boolean {
  return related.has('key-destroyed', 'credentialId', credentialId) || !isGenerated(related, credentialId);
}

import { addressHint } from '../evidence/means-for-page.js';
import type { Means } from '../records/record-kinds.js';

/** Characters of a passkey's id by which its owner tells it from another. */
const PASSKEY_HINT = 8;

/** By what its owner knows a means, and no more of it. */
export function hintOf(means: Means): string {
  switch (means.kind) {
    case 'oidc':
      return means.issuer;
    case 'passkey':
      return means.id.slice(0, PASSKEY_HINT);
    case 'one-time-code':
      return addressHint(means.address);
    case 'order':
      return means.clientId;
    case 'pin':
    case 'totp':
      return '';
  }
}

import type { StatedMeans } from '@paraph/contracts';
import type { BindingRecord } from '../records/record-kinds.js';
import { usableMeans } from './usable-means.js';

/** What the approval page is told of a credential's means: enough to ask for them, and no more than the signer knows. */
export function statedMeans(binding: BindingRecord, now: Date): StatedMeans {
  const passkeys = usableMeans(binding, 'passkey', now).map(({ id, transports }) => ({ id, transports: [...transports] }));
  const [account] = usableMeans(binding, 'oidc', now);
  const [code] = usableMeans(binding, 'one-time-code', now);
  return {
    ...(passkeys.length === 0 ? {} : { passkeys }),
    ...(account && { provider: account.issuer }),
    ...(code && { code: { channel: code.channel, hint: addressHint(code.address) } }),
  };
}

/** The last two characters of a number, or the first one and the domain of an e-mail address. */
export function addressHint(address: string): string {
  const at = address.lastIndexOf('@');
  return at > 0 ? `${address.slice(0, 1)}•••${address.slice(at)}` : `••• ${address.slice(-2)}`;
}

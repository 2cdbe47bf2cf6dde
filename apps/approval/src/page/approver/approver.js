import { toBase64Url, toHex } from '../encoding.js';
import { coseKey } from '../passkey/authenticator-data.js';
import { shownHash } from '../text/shown.js';

/**
 * An approver as an operator is handed them (contracts, `approver`), with the thumbprint that both compare.
 * @param {{ name: string, duties: ('approver' | 'supervisor')[], id: ArrayBuffer, authenticatorData: ArrayBuffer }} made
 */
export async function describeApprover({ name, duties, id, authenticatorData }) {
  const key = Uint8Array.from(coseKey(authenticatorData));
  const approver = {
    id: `apr_${toBase64Url(crypto.getRandomValues(new Uint8Array(16)))}`,
    name,
    duties,
    passkey: { id: toBase64Url(new Uint8Array(id)), publicKey: toBase64Url(key) },
  };
  const thumbprint = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', key)));
  return { json: JSON.stringify(approver, undefined, 2), thumbprint: shownHash('SHA-256', thumbprint) };
}

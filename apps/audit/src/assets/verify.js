// Verifies a receipt in this browser (WebCrypto), with nothing but the receipt and a key that the auditor has from elsewhere.
import { digest, fromBase64Url, same, toBase64Url, utf8 } from './bytes.js';

const SHA256 = 'SHA-256';
const [LEAF, NODE] = [Uint8Array.of(0), Uint8Array.of(1)];
const HEAD_TYPE = 'paraph-tree-head+jwt';

/**
 * SHA-256 thumbprint of a P-256 key (RFC 7638), base64url.
 *
 * @param {{ crv?: string, kty?: string, x?: string, y?: string }} key
 */
export async function thumbprint({ crv, kty, x, y }) {
  return toBase64Url(await digest(SHA256, utf8(JSON.stringify({ crv, kty, x, y }))));
}

/**
 * What is proven of a receipt, one check after the other: { check, holds, about }. Everything is proven where every one holds.
 *
 * @param pinned thumbprint of the key by which the provider signs heads, as the auditor knows it; without it that check does not hold
 */
export async function verifyReceipt(receipt, pinned) {
  const { head, key, events } = receipt;
  const own = await thumbprint(key);
  const said = payloadOf(head.head);
  const checks = [
    { check: 'key', holds: pinned !== undefined && own === pinned, about: own },
    { check: 'signature', holds: await isSigned(head.head, key), about: said?.iat === undefined ? '' : new Date(said.iat * 1000).toISOString() },
    { check: 'head', holds: said?.log === 'audit' && said.size === head.size && said.root === head.root, about: String(head.size) },
  ];
  for (const event of events) checks.push({ check: 'event', holds: await stands(event, head), about: String(event.position) });
  return checks;
}

function payloadOf(jws) {
  try {
    return JSON.parse(new TextDecoder().decode(fromBase64Url(jws.split('.')[1] ?? '')));
  } catch {
    return undefined;
  }
}

async function isSigned(jws, { kty, crv, x, y }) {
  try {
    const [header, payload, signature, ...more] = jws.split('.');
    const { alg, typ } = JSON.parse(new TextDecoder().decode(fromBase64Url(header)));
    if (more.length > 0 || alg !== 'ES256' || typ !== HEAD_TYPE) return false;
    const verifying = { name: 'ECDSA', namedCurve: 'P-256' };
    const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, verifying, false, ['verify']);
    return await crypto.subtle.verify({ name: 'ECDSA', hash: SHA256 }, key, fromBase64Url(signature), utf8(`${header}.${payload}`));
  } catch {
    return false;
  }
}

/** Whether an event stands in its place under a head (RFC 9162 section 2.1.3.2). */
async function stands({ position, leaf, path }, { size, root }) {
  if (!(position < size)) return false;
  let [place, last] = [position, size - 1];
  let hash = await digest(SHA256, LEAF, utf8(leaf));
  for (const step of path.map(fromBase64Url)) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      hash = await digest(SHA256, NODE, step, hash);
      while (place % 2 === 0 && place !== 0) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
    } else hash = await digest(SHA256, NODE, hash, step);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(hash, fromBase64Url(root));
}

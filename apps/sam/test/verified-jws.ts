import { createPublicKey, verify } from 'node:crypto';

/** Header and payload of a compact JWS by this key (SPKI, DER), verified by nothing of ours. */
export function verifiedJws(jws: string, publicKey: Uint8Array): { readonly header: Record<string, unknown>; readonly payload: Record<string, unknown> } {
  const [header = '', payload = '', signature = ''] = jws.split('.');
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  const isGenuine = verify('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
  if (!isGenuine) throw new Error('the signature does not verify');
  return { header: read(header), payload: read(payload) };
}

function read(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
}

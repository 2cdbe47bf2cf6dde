import { constants, createHash, randomBytes, verify, X509Certificate } from 'node:crypto';

/** What was hashed, by the Base64 of the hash: signatures are checked over the whole, by Node's own means. */
const messages = new Map<string, Buffer>();

/** The Base64 SHA-256 of something nobody hashed before. */
export function freshHash(): string {
  const message = randomBytes(24);
  const hash = createHash('sha256').update(message).digest('base64');
  messages.set(hash, message);
  return hash;
}

/** Several of them. */
export function freshHashes<N extends number>(count: N): string[] {
  return Array.from({ length: count }, freshHash);
}

/** How a value is to be checked. */
export type Scheme = 'pkcs1' | 'pss' | 'ecdsa';

/** Tells whether a signature value (Base64) is one over a hash made here. */
export function verifies(certificate: string, hash: string, { value, scheme }: { readonly value: string; readonly scheme: Scheme }): boolean {
  const message = messages.get(hash);
  if (!message) throw new Error('this hash was not made here');
  const key = new X509Certificate(Buffer.from(certificate, 'base64')).publicKey;
  const options = {
    pkcs1: { key, padding: constants.RSA_PKCS1_PADDING },
    pss: { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
    ecdsa: { key, dsaEncoding: 'der' as const },
  }[scheme];
  return verify('sha256', message, options, Buffer.from(value, 'base64'));
}

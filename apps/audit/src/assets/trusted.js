// What an auditor brings from elsewhere and trusts: the key of the heads, and certificates of authorities. Kept in this browser only.
import { fromBase64, toBase64 } from './bytes.js';
import { readFingerprinted } from './evidence.js';
import { certificatesIn } from './pem.js';
import { thumbprint } from './verify.js';

const HEAD_KEY = 'paraph-head-key';
const ROOTS = 'paraph-trusted-certificates';

/** Thumbprint (RFC 7638, base64url) of the key by which the provider signs heads; undefined where none was brought. */
export const trustedHeadKey = () => localStorage.getItem(HEAD_KEY) ?? undefined;

/** @param file a JWK. @throws SyntaxError for what is none */
export async function trustHeadKey(file) {
  const key = JSON.parse(await file.text());
  if (key?.crv !== 'P-256' || typeof key.x !== 'string' || typeof key.y !== 'string') throw new SyntaxError('no key');
  localStorage.setItem(HEAD_KEY, await thumbprint(key));
}

/** The certificates that were brought, read, with their fingerprints (SHA-256, hex). What cannot be read any more is trusted no more. */
export async function trustedCertificates() {
  const kept = (localStorage.getItem(ROOTS) ?? '').split(' ').filter((one) => one !== '');
  try {
    return await Promise.all(kept.map(async (one) => readFingerprinted(fromBase64(one))));
  } catch {
    trustNoCertificate();
    return [];
  }
}

/** Trusts the authorities' certificates in a file, DER or PEM, in the place of those before. @throws RangeError for what has none, or one of a signer */
export async function trustCertificates(file) {
  const found = certificatesIn(new Uint8Array(await file.arrayBuffer()));
  const read = await Promise.all(found.map(readFingerprinted));
  if (read.length === 0 || read.some(({ isAuthority }) => !isAuthority)) throw new RangeError('no authority');
  localStorage.setItem(ROOTS, found.map(toBase64).join(' '));
}

export const trustNoCertificate = () => localStorage.removeItem(ROOTS);

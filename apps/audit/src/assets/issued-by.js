// Whether one certificate was issued by another, checked in this browser (WebCrypto).
import { joined, same, toHex } from './bytes.js';
import { children, contentOf, element } from './der.js';

const HASHES = { '608648016503040201': 'SHA-256', '608648016503040202': 'SHA-384', '608648016503040203': 'SHA-512' };
const ECDSA = { '2a8648ce3d040302': 'SHA-256', '2a8648ce3d040303': 'SHA-384', '2a8648ce3d040304': 'SHA-512' };
const RSA = { '2a864886f70d01010b': 'SHA-256', '2a864886f70d01010c': 'SHA-384', '2a864886f70d01010d': 'SHA-512' };
const RSA_PSS = '2a864886f70d01010a';
const ED25519 = '2b6570';
const [HASH, SALT_LENGTH] = [0xa0, 0xa2];
/** Bytes of each half of a signature. */
const CURVES = { 'EC P-256': ['P-256', 32], 'EC P-384': ['P-384', 48], 'EC P-521': ['P-521', 66] };

/**
 * Whether a certificate names another as its issuer, which may issue, and carries its signature (RFC 5280 sections 4.2.1.3, 4.2.1.9 and 6.1.3).
 * An algorithm that this browser cannot check is answered like a signature that does not verify: nobody is told that it does.
 */
export async function isIssuedBy(certificate, issuer) {
  if (!same(certificate.issuerName, issuer.subjectName) || !issuer.isAuthority) return false;
  if (issuer.usages !== undefined && !issuer.usages.includes('keyCertSign')) return false;
  try {
    const { key, use, signature } = verification(certificate, issuer);
    const imported = await crypto.subtle.importKey('spki', issuer.key.spki, key, false, ['verify']);
    return await crypto.subtle.verify(use, imported, signature, certificate.signed);
  } catch {
    return false;
  }
}

/** How the signature of a certificate is verified. @throws RangeError for an algorithm nobody here knows */
function verification({ algorithm, signature }, issuer) {
  const [type, parameters] = children(algorithm, element(algorithm, 0));
  const name = toHex(contentOf(algorithm, type));
  const [namedCurve, half] = CURVES[issuer.key.kind] ?? [];
  if (Object.hasOwn(ECDSA, name) && half !== undefined)
    return { key: { name: 'ECDSA', namedCurve }, use: { name: 'ECDSA', hash: ECDSA[name] }, signature: halvesOf(signature, half) };
  if (Object.hasOwn(RSA, name)) {
    const key = { name: 'RSASSA-PKCS1-v1_5', hash: RSA[name] };
    return { key, use: key, signature };
  }
  if (name === RSA_PSS) {
    const { hash, saltLength } = pssOf(algorithm, parameters);
    return { key: { name: 'RSA-PSS', hash }, use: { name: 'RSA-PSS', saltLength }, signature };
  }
  if (name === ED25519) return { key: { name: 'Ed25519' }, use: { name: 'Ed25519' }, signature };
  throw new RangeError('another algorithm');
}

/** Both numbers of an ECDSA signature, each as long as the curve's order, as WebCrypto takes them. */
function halvesOf(signature, length) {
  const numbers = children(signature, element(signature, 0)).map((one) => contentOf(signature, one));
  if (numbers.length !== 2) throw new RangeError('no signature');
  return joined(
    ...numbers.map((number) => {
      const short = number[0] === 0 ? number.subarray(1) : number;
      if (short.length > length) throw new RangeError('no signature');
      return joined(new Uint8Array(length - short.length), short);
    }),
  );
}

/** Hash and length of the salt (RFC 4055 section 3.1). What says nothing of them means SHA-1, which nobody here takes. */
function pssOf(bytes, parameters) {
  const parts = children(bytes, parameters);
  const inside = (tag) => parts.filter((one) => one.tag === tag).flatMap((one) => children(bytes, one))[0];
  const [type] = children(bytes, inside(HASH));
  const salt = inside(SALT_LENGTH);
  const hash = HASHES[toHex(contentOf(bytes, type))];
  if (hash === undefined) throw new RangeError('another hash');
  return { hash, saltLength: salt === undefined ? 20 : contentOf(bytes, salt).reduce((sum, byte) => sum * 256 + byte, 0) };
}

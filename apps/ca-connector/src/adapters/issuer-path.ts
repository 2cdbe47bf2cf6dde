import { X509Certificate } from 'node:crypto';

/** More issuers than anybody has. */
const LONGEST = 8;

/**
 * The issuers of a certificate among these, nearest first, as far up as they go; DER. For the protocols that bring a certificate alone. Whether the
 * path ends at an anchor, and whether everybody on it is still valid, is judged elsewhere: this only puts in order.
 */
export function issuerPath(certificate: Uint8Array, candidates: readonly Uint8Array[]): readonly Uint8Array[] {
  const known = candidates.map((der) => new X509Certificate(der));
  const path: X509Certificate[] = [];
  let current = new X509Certificate(certificate);
  while (path.length < LONGEST) {
    // The same name and key can be in several certificates (RFC 7030 section 4.1.3: old with new): the first is as good, and none comes twice.
    const issuer = isSelfIssued(current) ? undefined : known.find((one) => !path.includes(one) && current.checkIssued(one) && isSignedBy(current, one));
    if (!issuer) break;
    path.push(issuer);
    current = issuer;
  }
  return path.map(({ raw }) => new Uint8Array(raw));
}

function isSelfIssued(certificate: X509Certificate): boolean {
  return certificate.checkIssued(certificate) && isSignedBy(certificate, certificate);
}

/** A key that cannot have made this kind of signature is told by an exception. */
function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

import { X509Certificate } from 'node:crypto';

/** Longest chain an authenticator may send. */
const LONGEST = 5;

/**
 * Whether a chain of attestation certificates (x5c, the authenticator's own first) leads to one of the roots at this
 * moment. Done here and not by the library, which would fetch revocation lists from wherever a certificate says: the SAM
 * speaks to nobody.
 */
export function leadsToRoot(chain: readonly Uint8Array[], roots: readonly X509Certificate[], now: Date): boolean {
  const certificates = readAll(chain);
  const [leaf, ...issuers] = certificates;
  const last = certificates.at(-1);
  if (!leaf || !last || leaf.ca || !certificates.every((one) => isValidAt(one, now))) return false;
  if (!issuers.every((issuer, place) => issuer.ca && isIssuedBy(certificates[place], issuer))) return false;
  return roots.some((root) => isValidAt(root, now) && (isSame(last, root) || isIssuedBy(last, root)));
}

function readAll(chain: readonly Uint8Array[]): readonly X509Certificate[] {
  if (chain.length > LONGEST) return [];
  try {
    return chain.map((der) => new X509Certificate(der));
  } catch {
    return [];
  }
}

// `checkIssued` compares names, key identifiers and key usage; `verify` the signature.
function isIssuedBy(certificate: X509Certificate | undefined, issuer: X509Certificate): boolean {
  return certificate !== undefined && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

// A chain may bring its root along.
function isSame(one: X509Certificate, other: X509Certificate): boolean {
  return one.raw.equals(other.raw);
}

function isValidAt({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate <= now && now <= validToDate;
}

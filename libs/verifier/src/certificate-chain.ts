import { fromBase64, sha256Hex } from '@paraph/kernel';
import { X509Certificate } from 'node:crypto';
import type { Findings } from './findings.js';
import type { Trust } from './trust.js';

/** The certificates of a file, and when they had to be valid. */
export interface Chain {
  /** End-entity first; DER as Base64. */
  readonly certificates: readonly string[];
  readonly at: Date;
}

/** Verifies a chain at a moment: each issued by the next, all valid then, the last one a root of whoever verifies or issued by it (RFC 5280 section 6). */
export function verifyChain({ certificates: encoded, at }: Chain, trust: Trust, findings: Findings): void {
  const chain = readCertificates(encoded);
  const [signer] = chain ?? [];
  if (!chain || !signer) return findings.doubt('no certificate is in the file: whose key signed rests on the log alone', 'certificates');

  const links = [...chain.slice(1)];
  const last = chain.at(-1) ?? signer;
  const root = trust.roots.find((one) => one.raw.equals(last.raw)) ?? trust.roots.find((one) => isIssued(last, one));
  if (root && !root.raw.equals(last.raw)) links.push(root);
  const all = [signer, ...links];

  const where = 'certificates';
  const isLinked = links.every((issuer, index) => isIssued(all[index] ?? signer, issuer));
  if (!findings.demand(isLinked, 'a certificate was not issued by the one that stands behind it', where)) return;
  const outside = all.find((one) => at < one.validFromDate || at > one.validToDate);
  if (outside) return findings.doubt(`${subjectOf(outside)} was not valid at ${at.toISOString()}`, where);
  const words = `${subjectOf(signer)}, serial number ${signer.serialNumber.toLowerCase()}, was within its validity at ${at.toISOString()}`;
  if (root) findings.prove(`The certificate of ${words}, and leads to a root that you trust (${subjectOf(root)})`, where);
  else if (trust.roots.length > 0) findings.doubt('the certificate does not lead to a root that you gave', where);
  else findings.doubt('whom to trust with certificates is not known: give the certification authority’s root with --root', where);
}

/** Certificates of a file; undefined where one is none. */
export function readCertificates(encoded: readonly string[]): readonly X509Certificate[] | undefined {
  try {
    return encoded.map((one) => new X509Certificate(fromBase64(one) ?? new Uint8Array()));
  } catch {
    return undefined;
  }
}

/** SHA-256 of a certificate as the log names it. */
export const fingerprintOf = (certificate: X509Certificate): string => sha256Hex(certificate.raw);

function isIssued(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function subjectOf({ subject }: X509Certificate): string {
  return subject.split('\n').join(', ');
}

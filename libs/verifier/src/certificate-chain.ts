import { fromBase64, sha256Hex } from '@paraph/kernel';
import { X509Certificate } from 'node:crypto';
import type { Findings } from './findings.js';
import type { Trust } from './trust.js';
import { places } from './words/places.js';
import { proofWords } from './words/proof-words.js';

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
  if (!chain || !signer) return findings.doubt(proofWords.noCertificate, places.certificates);

  const links = [...chain.slice(1)];
  const last = chain.at(-1) ?? signer;
  const root = trust.roots.find((one) => one.raw.equals(last.raw)) ?? trust.roots.find((one) => isIssued(last, one));
  if (root && !root.raw.equals(last.raw)) links.push(root);
  const all = [signer, ...links];

  const where = places.certificates;
  const isLinked = links.every((issuer, index) => isIssued(all[index] ?? signer, issuer));
  if (!findings.demand(isLinked, proofWords.notIssued, where)) return;
  const outside = all.find((one) => at < one.validFromDate || at > one.validToDate);
  if (outside) return findings.doubt(proofWords.notValid(subjectOf(outside), at.toISOString()), where);
  const serialNumber = signer.serialNumber.toLowerCase();
  if (root) findings.prove(proofWords.certified(subjectOf(signer), { serialNumber, at: at.toISOString(), root: subjectOf(root) }), where);
  else findings.doubt(trust.roots.length > 0 ? proofWords.otherRoot : proofWords.rootUnknown, where);
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

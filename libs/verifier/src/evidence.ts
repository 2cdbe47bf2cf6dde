import type { EvidencePackage } from '@paraph/contracts';
import { fingerprintOf, readCertificates, verifyChain } from './certificate-chain.js';
import type { Findings } from './findings.js';
import { verifyProven, type PlacedEvent } from './proven-events.js';
import type { ReceiptContext } from './receipt.js';
import { verifyDocument } from './signed-document.js';
import { verifyLinks } from './transaction-links.js';
import { proofWords } from './words/proof-words.js';

/** Verifies everything the log has of one transaction: that it is there, makes one story, and that its certificate was good then. */
export function verifyEvidence(file: EvidencePackage, { trust, documents }: ReceiptContext, findings: Findings): readonly PlacedEvent[] {
  const placed = verifyProven(file, trust, findings);
  const [certificate] = readCertificates(file.certificates) ?? [];
  const { activationId, credentialId } = file;
  const made = verifyLinks(placed, { activationId, credentialId, fingerprint: certificate && fingerprintOf(certificate) }, findings);
  const moments = made.map(({ event }) => event.occurredAt).sort();
  for (const at of new Set([moments.at(0), moments.at(-1)])) {
    if (at !== undefined) verifyChain({ certificates: file.certificates, at: new Date(at) }, trust, findings);
  }
  for (const document of documents) verifyDocument(document, { made, certificates: certificate ? [certificate] : [] }, findings);
  if (documents.length === 0) findings.leaveOpen(proofWords.documentNotGiven);
  findings.leaveOpen(proofWords.revocationOpen);
  return placed;
}

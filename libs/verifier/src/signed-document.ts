import { sha256, toBase64, toBase64Url } from '@paraph/kernel';
import { createHash, type X509Certificate } from 'node:crypto';
import type { Findings } from './findings.js';
import { findSignatures } from './pdf-signatures.js';
import type { PlacedEvent } from './proven-events.js';
import { isVerified, readSigner, type CmsSigner } from './cms-signer.js';
import type { GivenDocument } from './trust.js';
import { places } from './words/places.js';
import { proofWords } from './words/proof-words.js';
import { asIs, listed, type Words } from './words/words.js';

/** What the log and the file have, that a document is held against. */
export interface Made {
  /** Events by which signatures were made. */
  readonly made: readonly PlacedEvent[];
  /** End-entity first; empty where the file has none. */
  readonly certificates: readonly X509Certificate[];
}

const DIGESTS = ['sha256', 'sha384', 'sha512'];

/** Whether a document is one that the log's signatures are over: a PDF by the signatures in it, anything else by its own digest. */
export function verifyDocument(document: GivenDocument, made: Made, findings: Findings): void {
  const isPdf = Buffer.from(document.bytes.subarray(0, 1_024)).includes('%PDF-');
  if (isPdf) verifyPdf(document, made, findings);
  else verifyPlain(document, made, findings);
}

function verifyPlain({ name, bytes }: GivenDocument, { made }: Made, findings: Findings): void {
  const digests = DIGESTS.map((algorithm) => createHash(algorithm).update(bytes).digest('base64url'));
  const found = made.find(({ event }) => digests.some((one) => event.digests?.includes(one)));
  if (found) findings.prove(proofWords.documentProven, listed(asIs(name), places.position(found.position)));
  else findings.doubt(proofWords.documentUnknown, asIs(name));
}

function verifyPdf({ name, bytes }: GivenDocument, made: Made, findings: Findings): void {
  const signatures = findSignatures(bytes);
  const known = signatures.flatMap(({ cms, content, coversFile }) => {
    const signer = readSigner(cms);
    const found = signer && made.made.find(({ event }) => event.digests?.includes(toBase64Url(signer.signedDigest)));
    return signer && found ? [{ signer, content, coversFile, found }] : [];
  });
  if (known.length === 0) return findings.doubt(proofWords.pdfUnknown, asIs(name));
  for (const { signer, content, coversFile, found } of known) {
    const where = listed(asIs(name), places.position(found.position));
    const isWhole = createHash(signer.digestAlgorithm).update(content).digest().equals(signer.messageDigest);
    if (!findings.demand(isWhole, proofWords.altered, where)) continue;
    if (!coversFile) findings.doubt(proofWords.bytesAdded, where);
    if (!verifyValue(signer, { ...made, found }, { findings, where })) continue;
    findings.prove(proofWords.pdfProven, where);
  }
}

interface Place {
  readonly findings: Findings;
  readonly where: Words;
}

/** The signature's value: by the key of the certificate in the file, where there is one, and the one that the log has where it is alone in its event. */
function verifyValue(signer: CmsSigner, { certificates, found }: Made & { readonly found: PlacedEvent }, { findings, where }: Place): boolean {
  const [own] = certificates;
  if (own && !findings.demand(isVerified(signer, own), proofWords.valueOfOtherKey, where)) return false;
  const { count, signatureSet } = found.event.particulars;
  if (count !== '1' || signatureSet === undefined) return true;
  const set = toBase64Url(sha256(JSON.stringify([toBase64(signer.signature)])));
  return findings.demand(set === signatureSet, proofWords.otherValue, where);
}

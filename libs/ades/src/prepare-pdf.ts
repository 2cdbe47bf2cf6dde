import { createHash } from 'node:crypto';

import type { DigestAlgorithm } from './algorithms.js';
import { readCertificate, readNode } from './cms/certificate.js';
import { signedAttributes } from './cms/signed-attributes.js';
import { coveredBytes, fillByteRange, type ByteRange } from './pdf/byte-range.js';
import { IncrementalUpdate } from './pdf/incremental-update.js';
import { PdfDocument } from './pdf/pdf-document.js';
import { signatureDictionary, type SignatureStatement } from './pdf/signature-dictionary.js';
import { addSignatureField } from './pdf/signature-field.js';

/** Who signs a PDF, with which digest, and what the signature says about itself. */
export interface PdfRequest extends SignatureStatement {
  readonly signingCertificate: Uint8Array;
  /** Issuers up to, and with or without, the root. */
  readonly chain: readonly Uint8Array[];
  readonly digestAlgorithm: DigestAlgorithm;
  /** Room for the CMS in bytes; reckoned from the certificates when absent. */
  readonly contentsBytes?: number;
}

/** A PDF waiting for its signature value. Plain data: the second phase may happen in another process. */
export interface PreparedPdf {
  /** The new revision with its byte range written and its Contents zeroed. */
  readonly bytes: Uint8Array;
  readonly byteRange: ByteRange;
  readonly signedAttributes: Uint8Array;
  readonly digestToSign: Uint8Array;
  readonly digestAlgorithm: DigestAlgorithm;
  readonly signingCertificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
}

/** Signed attributes, algorithm identifiers and the largest signature value in use (RSA-8192), generously. */
const cmsOverheadBytes = 3072;

/**
 * First phase of a PAdES B-B signature (EN 319 142-1 clause 6): a new revision, and the digest that is to be signed.
 * @throws AdesError `document.*`, `certificate.unreadable`, `algorithm.unsupported`
 */
export function preparePdf(pdf: Uint8Array, request: PdfRequest): PreparedPdf {
  const { signingCertificate, chain, digestAlgorithm } = request;
  // 1. Read the certificates: a wrong one must not cost a document.
  readCertificate(signingCertificate);
  chain.forEach(readNode);
  // 2. Append a revision with an invisible signature field and a vacant signature dictionary.
  const document = PdfDocument.open(pdf);
  const update = new IncrementalUpdate(document);
  const signature = update.add(signatureDictionary(request, request.contentsBytes ?? reckonBytes(request)));
  addSignatureField(document, update, signature);
  const { source, offsets } = update.write();
  // 3. Write the byte range and digest what it covers.
  const { bytes, byteRange } = fillByteRange(source, offsets.get(signature.number) ?? 0);
  const contentDigest = createHash(digestAlgorithm).update(coveredBytes(bytes, byteRange)).digest();
  // 4. Bind digest and certificate in the signed attributes; their digest is what the signer authorises.
  const attributes = signedAttributes({ contentDigest, signingCertificate, digestAlgorithm });
  const digestToSign = createHash(digestAlgorithm).update(attributes).digest();
  return { bytes, byteRange, signedAttributes: attributes, digestToSign, digestAlgorithm, signingCertificate, chain };
}

function reckonBytes({ signingCertificate, chain }: PdfRequest): number {
  const certificates = chain.reduce((sum, certificate) => sum + certificate.byteLength, signingCertificate.byteLength);
  // The issuer's name stands once more in the SignerInfo; the certificate that carries it is longer than it.
  return certificates + signingCertificate.byteLength + cmsOverheadBytes;
}

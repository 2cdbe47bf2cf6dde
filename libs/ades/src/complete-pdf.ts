import { createHash } from 'node:crypto';

import { AdesError } from './ades-error.js';
import type { SignatureAlgorithm } from './algorithms.js';
import { checkSignature } from './cms/check-signature.js';
import { signedAttributes } from './cms/signed-attributes.js';
import { signedData } from './cms/signed-data.js';
import { checkByteRange, contentsBytes, coveredBytes } from './pdf/byte-range.js';
import type { PreparedPdf } from './prepare-pdf.js';

/**
 * Second phase: puts the signature value into its place. Nothing else in the file changes.
 * @throws AdesError `byte_range.wrong`, `algorithm.unsupported`, `signature.wrong`, `contents.too_small`
 */
export function completePdf(prepared: PreparedPdf, signatureValue: Uint8Array, algorithm: SignatureAlgorithm): Uint8Array {
  // 1. The preparation may have travelled: hold the document against what was signed.
  checkByteRange(prepared.bytes, prepared.byteRange);
  checkContent(prepared);
  // 2. Hold the value against the certificate.
  checkSignature(prepared, signatureValue, algorithm);
  // 3. Build the CMS and write it in hexadecimal; the rest of the place stays zero.
  const cms = signedData({ ...prepared, signatureValue, signatureAlgorithm: algorithm });
  const room = contentsBytes(prepared.byteRange);
  if (cms.byteLength > room) {
    throw new AdesError('contents.too_small', `The signature needs ${cms.byteLength} bytes, the document has room for ${room}.`);
  }
  const signed = Buffer.from(prepared.bytes);
  signed.write(Buffer.from(cms).toString('hex'), prepared.byteRange[1] + 1, 'latin1');
  return signed;
}

function checkContent(prepared: PreparedPdf): void {
  const { digestAlgorithm, signingCertificate } = prepared;
  const contentDigest = createHash(digestAlgorithm).update(coveredBytes(prepared.bytes, prepared.byteRange)).digest();
  const expected = signedAttributes({ contentDigest, signingCertificate, digestAlgorithm });
  if (Buffer.compare(expected, prepared.signedAttributes) !== 0) {
    throw new AdesError('byte_range.wrong', 'The signed attributes belong to another document or another certificate.');
  }
}

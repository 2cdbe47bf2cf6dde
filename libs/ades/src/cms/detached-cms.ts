import { createHash } from 'node:crypto';

import { AdesError } from '../ades-error.js';
import type { DigestAlgorithm, SignatureAlgorithm } from '../algorithms.js';
import { readCertificate, readNode } from './certificate.js';
import { checkSignature } from './check-signature.js';
import { signedAttributes } from './signed-attributes.js';
import { signedData } from './signed-data.js';

/** Who signs, when, and with which digest. */
export interface CmsRequest {
  readonly signingCertificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly signedAt: Date;
  readonly digestAlgorithm: DigestAlgorithm;
}

/** A CMS signature waiting for its value. Plain data: the second phase may happen in another process. */
export interface PreparedCms {
  readonly signedAttributes: Uint8Array;
  readonly digestToSign: Uint8Array;
  readonly digestAlgorithm: DigestAlgorithm;
  readonly signingCertificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
}

/**
 * First phase of a detached CAdES B-B signature (EN 319 122-1 clause 6.3).
 * @throws AdesError `document.empty`, `certificate.unreadable`, `algorithm.unsupported`
 */
export function prepareCms(content: Uint8Array, request: CmsRequest): PreparedCms {
  if (content.byteLength === 0) throw new AdesError('document.empty', 'There is nothing to sign: the content is empty.');
  readCertificate(request.signingCertificate);
  request.chain.forEach(readNode);
  const { digestAlgorithm, signingCertificate, signedAt, chain } = request;
  const contentDigest = createHash(digestAlgorithm).update(content).digest();
  const attributes = signedAttributes({ contentDigest, signingCertificate, digestAlgorithm, signedAt });
  const digestToSign = createHash(digestAlgorithm).update(attributes).digest();
  return { signedAttributes: attributes, digestToSign, digestAlgorithm, signingCertificate, chain };
}

/**
 * Second phase: the SignedData in DER, which goes beside the content.
 * @throws AdesError `algorithm.unsupported`, `signature.wrong`
 */
export function completeCms(prepared: PreparedCms, signatureValue: Uint8Array, algorithm: SignatureAlgorithm): Uint8Array {
  checkSignature(prepared, signatureValue, algorithm);
  return signedData({ ...prepared, signatureValue, signatureAlgorithm: algorithm });
}

import { verify } from 'node:crypto';

import { AdesError } from '../ades-error.js';
import { describeSignatureAlgorithm, type SignatureAlgorithm } from '../algorithms.js';
import { readCertificate } from './certificate.js';
import type { SignedDataInput } from './signed-data.js';

/** The parts of a preparation that the signature value is held against. */
export type SignatureSubject = Pick<SignedDataInput, 'signingCertificate' | 'signedAttributes' | 'digestAlgorithm'>;

/**
 * Holds the value against the certificate before it enters a document: a remote service may answer with another key's
 * signature, and a file that only fails at its reader is worse than an error here.
 * @throws AdesError `algorithm.unsupported`, `signature.wrong`
 */
export function checkSignature(subject: SignatureSubject, value: Uint8Array, algorithm: SignatureAlgorithm): void {
  const { family, digest } = describeSignatureAlgorithm(algorithm);
  const certificate = readCertificate(subject.signingCertificate);
  if (family !== certificate.family) {
    throw new AdesError('algorithm.unsupported', `The algorithm ${algorithm} does not fit the certificate's key.`);
  }
  if (digest !== subject.digestAlgorithm) {
    throw new AdesError('algorithm.unsupported', `The document was prepared for ${subject.digestAlgorithm}, not ${digest}.`);
  }
  if (!verify(digest, subject.signedAttributes, certificate.publicKey, value)) {
    throw new AdesError('signature.wrong', 'The signature value does not verify under the signing certificate.');
  }
}

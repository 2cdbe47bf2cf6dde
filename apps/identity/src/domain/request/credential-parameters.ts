import type { ServerBase } from './request-rules.js';

/** Name of the digests in the query form. */
export function hashesParameter(base: ServerBase): 'hash' | 'hashes' {
  return base === 'v1' ? 'hash' : 'hashes';
}

const common = ['credentialID', 'numSignatures'] as const;
const parameters = {
  v1: [...common, 'hash'],
  v2: [...common, 'hashes', 'hashAlgorithmOID', 'signatureQualifier', 'certificatePolicy'],
} as const;

/** Plain parameters that say what an authorisation of another scope than `service` is about. */
export function credentialParameters(base: ServerBase): readonly string[] {
  return parameters[base];
}

import type { AuthorisationRequest, CredentialRequest } from './authorisation-request.js';

/**
 * Whether two requests authorise the same: credential, algorithm, count, and the same digests as often, in any order.
 * Clients write a digest in one Base64 alphabet here and another there, so bytes are compared, never text; labels authorise nothing.
 */
export function authorisesTheSame(one: AuthorisationRequest, other: AuthorisationRequest): boolean {
  switch (one.scope) {
    case 'credential':
      return other.scope === 'credential' && signsTheSame(one, other);
    case 'credential-creation':
      return other.scope === one.scope && other.certificatePolicy === one.certificatePolicy;
    case 'credential-deletion':
      return other.scope === one.scope && other.credentialId === one.credentialId;
    case 'service':
      return other.scope === one.scope;
  }
}

function signsTheSame(one: CredentialRequest, other: CredentialRequest): boolean {
  return (
    one.credentialId === other.credentialId &&
    one.signatureQualifier === other.signatureQualifier &&
    one.hashAlgorithmOid === other.hashAlgorithmOid &&
    one.numSignatures === other.numSignatures &&
    sortedHashes(one) === sortedHashes(other)
  );
}

function sortedHashes(request: CredentialRequest): string {
  return request.documents
    .map((document) => document.hash)
    .sort()
    .join();
}

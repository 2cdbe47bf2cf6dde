import type { CredentialRequest } from './authorisation-request.js';

/**
 * Whether two requests authorise the same: credential, algorithm, count, and the same digests as often, in any order.
 * Clients write a digest in one Base64 alphabet here and another there, so bytes are compared, never text; labels authorise nothing.
 */
export function authorisesTheSame(one: CredentialRequest, other: CredentialRequest): boolean {
  return (
    one.credentialId === other.credentialId &&
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

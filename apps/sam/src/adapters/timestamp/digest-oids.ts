import type { DigestAlgorithm } from '@paraph/kernel';

/** SHA-2 by its identifiers (RFC 5754 section 2). */
export const digestOids: Readonly<Record<DigestAlgorithm, string>> = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};

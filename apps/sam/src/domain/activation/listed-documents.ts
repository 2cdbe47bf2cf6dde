import { toBase64 } from '@paraph/kernel';
import type { AlgorithmRule } from '../ports/algorithm-rules.js';
import { allowedDigest, measuredDigestOid, readDigest } from '../signing/digests.js';

/** Documents as a client names them. */
export interface NamedDocuments {
  readonly documents: readonly { readonly hash: string; readonly label: string }[];
  /** Where it is left out, the digests' length says it. */
  readonly hashAlgorithmOid?: string | undefined;
}

/**
 * The documents with their digests as the SAM writes them, and the algorithm that made them.
 *
 * @throws `hash.algorithm_unsupported`, `hash.length`
 */
export function listedDocuments(
  { documents, hashAlgorithmOid: named }: NamedDocuments,
  rule: AlgorithmRule,
): { readonly hashAlgorithmOid: string; readonly documents: NamedDocuments['documents'] } {
  const hashAlgorithmOid = named ?? measuredDigestOid(documents.map(({ hash }) => hash));
  const digest = allowedDigest(hashAlgorithmOid, rule);
  return { hashAlgorithmOid, documents: documents.map(({ label, hash }) => ({ label, hash: toBase64(readDigest(hash, digest).value) })) };
}

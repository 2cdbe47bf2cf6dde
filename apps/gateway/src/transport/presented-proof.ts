import { readProof } from '@paraph/platform/possession';
import type { PresentedProof } from '../domain/presented-proof.js';
import { CscRefusal, refusals } from './csc-error.js';

/** A request as far as a proof is about it. */
export interface ProvenRequest {
  readonly verb: string;
  /** Path and query as they came. */
  readonly target: string;
  /** The `DPoP` header; two of them are joined by a comma, as Node does. */
  readonly proof?: string | undefined;
}

/**
 * The proof of possession a request came with, as far as it can be told without a key.
 *
 * @param origin where clients address this edge, which is what their proofs name
 * @throws CscRefusal `invalid_dpop_proof` for one that is malformed
 */
export function presentedProof({ proof, verb, target }: ProvenRequest, origin: string): PresentedProof | undefined {
  if (proof === undefined) return undefined;
  const presented = readProof({ proof, method: verb, target }, origin);
  if (presented === undefined) throw new CscRefusal(refusals.invalidProof);
  return presented;
}

import { Secret } from '@paraph/kernel';
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

/** Exactly one compact JWS: two proofs in one header are none, since nobody could say which one counts (RFC 9449 section 4.3). */
const PROOF = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const LONGEST_PROOF = 8_000;
const LONGEST_URL = 2_000;

/**
 * The proof of possession a request came with, as far as it can be told without a key.
 *
 * @param origin where clients address this edge, which is what their proofs name
 * @throws CscRefusal `invalid_dpop_proof` for one that is malformed
 */
export function presentedProof({ proof, verb, target }: ProvenRequest, origin: string): PresentedProof | undefined {
  if (proof === undefined) return undefined;
  const [path = ''] = target.split('?');
  const url = `${origin}${path}`;
  if (proof.length > LONGEST_PROOF || !PROOF.test(proof) || url.length > LONGEST_URL) throw new CscRefusal(refusals.invalidProof);
  return { proof: new Secret(proof), method: verb, url };
}

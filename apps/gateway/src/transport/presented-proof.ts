import { Secret } from '@paraph/kernel';
import type { Bearer } from '../domain/bearer.js';
import type { PresentedProof } from '../domain/presented-proof.js';
import type { PresentedToken } from './authorization-header.js';
import { CscRefusal, refusals } from './csc-error.js';

/** A request as far as a proof is about it. */
export interface ProvenRequest {
  readonly verb: string;
  /** Path and query as they came. */
  readonly target: string;
  /** The `DPoP` header; two of them are joined by a comma, as Node does. */
  readonly proof?: string | undefined;
}

/** Who shows which token, and how. */
export interface Presenting {
  readonly scheme: PresentedToken['scheme'];
  readonly bearer: Bearer;
}

/** Where clients address this edge; a proxy in front of it is known by its name, not ours. */
export class OwnAddress {
  constructor(readonly origin: string) {}
}

/** Exactly one compact JWS: two proofs in one header are none, since nobody could say which one counts (RFC 9449 section 4.3). */
const PROOF = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const LONGEST_PROOF = 8_000;
const LONGEST_URL = 2_000;

/**
 * The proof of possession a request came with, as far as it can be told without its key: that is the SAM's to verify.
 *
 * @throws CscRefusal `invalid_dpop_proof` for a proof that is missing, malformed or beside a token it cannot be about; `invalid_token` for a token that is bound to no key
 */
export function presentedProof(request: ProvenRequest, { scheme, bearer }: Presenting, { origin }: OwnAddress): PresentedProof | undefined {
  const { proof, verb, target } = request;
  // Service tokens are bound to no key, so that there is nothing a proof could be held against (RFC 9449 section 7.1).
  if (scheme === 'dpop' && bearer.scope === 'service') throw new CscRefusal(refusals.unboundToken);
  if (proof === undefined && scheme === 'bearer') return undefined;

  // A token that is bound comes under its own scheme (RFC 9449 section 7.2); beside a service token the SAD is in the body.
  const isAboutBearer = scheme === 'bearer' && bearer.scope === 'credential';
  const url = `${origin}${target.split('?')[0] ?? ''}`;
  const isGood = proof !== undefined && proof.length <= LONGEST_PROOF && PROOF.test(proof) && url.length <= LONGEST_URL;
  if (isAboutBearer || !isGood) throw new CscRefusal(refusals.invalidProof);
  return { proof: new Secret(proof), method: verb, url };
}

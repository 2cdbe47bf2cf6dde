import type { VerifyPossession } from '@paraph/platform/possession';
import type { Bearer } from '../domain/bearer.js';
import type { PresentedProof } from '../domain/presented-proof.js';
import type { PresentedToken } from './authorization-header.js';
import { CscRefusal, refusals } from './csc-error.js';
import type { EdgeSettings } from './edge-settings.js';
import { presentedProof, type ProvenRequest } from './presented-proof.js';

/** Holds each request against the key its token is bound to, if it is (RFC 9449 section 7). */
export class Possession {
  constructor(
    private readonly verify: VerifyPossession,
    private readonly settings: EdgeSettings,
  ) {}

  /**
   * The proof the signing module is to see: the one about a SAD. It verifies that itself; one that is only about a service token
   * is done with here.
   *
   * @throws CscRefusal `invalid_token` for a token under the scheme it was not issued for; `invalid_dpop_proof`
   * @throws ServiceError `proof.invalid`
   */
  async check(request: ProvenRequest, { scheme, token }: PresentedToken, bearer: Bearer): Promise<PresentedProof | undefined> {
    const thumbprint = bearer.proofKeyThumbprint;
    if (thumbprint === undefined) return this.ofUnbound(request, scheme, bearer);
    if (scheme !== 'dpop') throw new CscRefusal(refusals.boundToken);
    const proof = presentedProof(request, this.settings.origin);
    if (proof === undefined) throw new CscRefusal(refusals.invalidProof);
    await this.verify.run(proof, { token, thumbprint });
    return bearer.scope === 'credential' ? proof : undefined;
  }

  private ofUnbound(request: ProvenRequest, scheme: PresentedToken['scheme'], bearer: Bearer): PresentedProof | undefined {
    if (scheme === 'dpop') throw new CscRefusal(refusals.unboundToken);
    const proof = presentedProof(request, this.settings.origin);
    // Beside a service token it is about the SAD in the body. Beside a SAD that is bound to nothing its sender believes in a binding that is not there.
    if (proof !== undefined && bearer.scope !== 'service') throw new CscRefusal(refusals.invalidProof);
    return proof;
  }
}

import { ServiceError } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';
import { readProof, type VerifyPossession } from '@paraph/platform/possession';
import { Possession, type ProvenRequest } from '../domain/readers/possession.js';

/** Proofs as the gateway judges them, for the address that clients know this service by. */
export class DpopPossession extends Possession {
  /** @param origin undefined where it is not set: no proof can then be for it */
  constructor(
    private readonly possession: Pick<VerifyPossession, 'run'>,
    private readonly origin: string | undefined,
  ) {
    super();
  }

  override async verify({ method, target, proof }: ProvenRequest, bound: { readonly token: Secret; readonly thumbprint: string }): Promise<void> {
    if (this.origin === undefined) throw refused('tokens that are bound to a key open nothing here: AUDIT_PUBLIC_ORIGIN is not set');
    if (proof === undefined) throw refused('the token is bound to a key: send a proof in the header DPoP');
    const presented = readProof({ proof, method, target }, this.origin);
    if (presented === undefined) throw refused('the header DPoP is not one proof of possession');
    try {
      await this.possession.run(presented, bound);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'proof.invalid') throw refused(error.detail);
      throw error;
    }
  }
}

/** Whoever does not hold the key is nobody here. */
function refused(detail: string): ServiceError {
  return new ServiceError('operator.refused', detail);
}

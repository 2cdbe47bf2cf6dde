import { ServiceError } from '@paraph/contracts';
import { idPattern, type Clock } from '@paraph/kernel';
import type { IssueSad, IssuedSad } from '../signing/issue-sad.js';
import type { Activation } from './activation.js';
import type { Activations } from './activations.js';
import type { AskedSigner } from './authorise-by-link.js';

/** Whoever comes for the SAD of an activation. */
export interface Redemption {
  readonly activationId: string;
  readonly clientId: string;
  readonly signerId?: string | undefined;
}

const ACTIVATION = idPattern('act');

/** Answers the SAD of an activation whose signer was sent a link, to the client that asked and once, as soon as the signer has approved (CSC v2 11.7). */
export class RedeemActivation {
  constructor(
    private readonly activations: Activations,
    private readonly issueSad: IssueSad,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws `activation.unknown` for another's, one that was opened otherwise, and one that was redeemed; `activation.expired`;
   * `evidence.invalid` where the signer refused or could not show who they are; `record.tampered`, `hsm.unavailable`
   */
  async run(redemption: Redemption): Promise<IssuedSad | AskedSigner> {
    const { activationId, clientId, signerId } = redemption;
    const activation = ACTIVATION.test(activationId) ? await this.activations.find(activationId) : undefined;
    const { draft } = activation ?? {};
    const isTheirs = draft?.byLink === true && draft.clientId === clientId && (signerId === undefined || draft.signerId === signerId);
    if (!activation || !isTheirs) throw unknown();
    switch (activation.state) {
      case 'draft':
        return this.waiting(activation);
      case 'completed':
        return this.redeem(redemption);
      case 'issued':
        throw unknown();
      case 'abandoned':
        throw new ServiceError('evidence.invalid', 'the signer refused, or gave no evidence that counts');
    }
  }

  private waiting({ draft }: Activation): AskedSigner {
    const expiresAt = new Date(draft.expiresAt);
    // What was opened before the journal's present epoch was burned with it: nobody can complete it any more.
    if (this.clock.now() >= expiresAt || draft.epoch !== this.activations.epoch) throw new ServiceError('activation.expired', 'nobody decided in time');
    return { activationId: draft.activationId, expiresAt };
  }

  private async redeem({ activationId, clientId }: Redemption): Promise<IssuedSad> {
    try {
      return await this.issueSad.run({ activationId, clientId, byLink: true });
    } catch (error) {
      // Another request of the same client was first.
      if (error instanceof ServiceError && error.code === 'activation.state') throw unknown();
      throw error;
    }
  }
}

function unknown(): ServiceError {
  return new ServiceError('activation.unknown', 'no such activation');
}

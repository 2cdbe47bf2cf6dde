import { ServiceError } from '@paraph/contracts';
import { activationChallenge, type Clock } from '@paraph/kernel';
import { ActivationEvidence, type EvidenceSubject } from '../ports/evidence-subjects.js';
import type { Activations } from './activations.js';
import type { Activation } from './activation.js';

/** Drafts that wait for evidence. The challenge is recomputed from the stored statement each time. */
export class DraftEvidence extends ActivationEvidence {
  constructor(
    private readonly activations: Activations,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async subject(activationId: string): Promise<EvidenceSubject> {
    const { draft } = await this.openDraft(activationId);
    return { reference: activationId, issuer: draft.provider, challenge: activationChallenge(draft.statement), openedAt: new Date(draft.openedAt) };
  }

  /** A draft that may still be completed. @throws `activation.unknown`, `activation.state`, `activation.expired`, `record.tampered` */
  async openDraft(activationId: string): Promise<Activation> {
    const activation = await this.activations.find(activationId);
    if (!activation) throw new ServiceError('activation.unknown', 'no such activation');
    if (activation.state !== 'draft') throw new ServiceError('activation.state', 'the activation no longer waits for evidence');
    if (this.clock.now().getTime() >= Date.parse(activation.draft.expiresAt))
      throw new ServiceError('activation.expired', 'the activation was not completed in time');
    return activation;
  }
}

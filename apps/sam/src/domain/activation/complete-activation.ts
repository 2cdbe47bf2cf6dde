import type { Clock } from '@paraph/kernel';
import { ServiceError } from '@paraph/contracts';
import type { EvidenceLedger } from '../ports/evidence-ledger.js';
import type { OidcEvidence } from '../ports/evidence-verifier.js';
import { Reason, type Refusals } from '../refusals.js';
import type { ActivationDraft, Completion } from './activation.js';
import type { Activations } from './activations.js';
import type { ProveSigner } from './prove-signer.js';

/** Verifies the signer's evidence against the stored draft. Answers nothing secret. */
export class CompleteActivation {
  constructor(
    private readonly activations: Activations,
    private readonly proveSigner: ProveSigner,
    private readonly evidence: EvidenceLedger,
    private readonly clock: Clock,
    private readonly refusals: Refusals,
  ) {}

  /**
   * @throws `activation.unknown`, `activation.state`, `activation.expired`, `evidence.invalid`, `record.tampered`,
   * `hsm.unavailable`
   */
  run(activationId: string, evidence: OidcEvidence): Promise<ActivationDraft> {
    const particulars: Record<string, string> = { activationId };
    return this.refusals.recorded({ type: 'evidence-refused', actor: { kind: 'system', id: 'identity' }, particulars }, async () => {
      // 1. The draft is still open, and the evidence proves its signer over its own challenge.
      const { activation, identity } = await this.proveSigner.run(activationId, evidence, particulars);
      const { draft } = activation;

      // 2. In one transaction: the draft is completed once, the evidence is used once, for anything.
      const completion: Completion = {
        issuer: identity.issuer,
        subject: identity.subject,
        evidenceDigest: identity.evidenceDigest,
        authenticatedAt: identity.authenticatedAt.toISOString(),
        completedAt: this.clock.now().toISOString(),
        ...(identity.level === undefined ? {} : { level: identity.level }),
      };
      await this.activations.advance(activation, { from: 'draft', to: 'completed', completion }, async (transaction) => {
        const isFirstUse = await this.evidence.spend(transaction, identity.evidenceDigest, activationId);
        if (!isFirstUse) throw new ServiceError('evidence.invalid', 'the evidence is not accepted', { cause: new Reason('used before') });
        transaction.record({
          type: 'activation-completed',
          actor: { kind: 'signer', id: draft.signerId },
          outcome: 'success',
          requester: draft.clientId,
          particulars: { ...particulars, issuer: identity.issuer, evidenceDigest: identity.evidenceDigest, authenticatedAt: completion.authenticatedAt },
        });
      });
      return draft;
    });
  }
}

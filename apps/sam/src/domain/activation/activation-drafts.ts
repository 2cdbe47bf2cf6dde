import { ServiceError } from '@paraph/contracts';
import { activationChallenge, explicitChallenge, type Clock } from '@paraph/kernel';
import { EvidenceDrafts } from '../ports/evidence-drafts.js';
import type { EvidenceDraft, VerifiedEvidence } from '../ports/evidence-verifier.js';
import type { EvidenceLedger } from '../ports/evidence-ledger.js';
import type { SamEvent } from '../ports/transactions.js';
import { promiseOf } from '../evidence/factors.js';
import { refusedEvidence } from '../evidence/refused-evidence.js';
import type { Activation, Completion } from './activation.js';
import type { Activations } from './activations.js';

/** Activations that wait for evidence. The challenge is recomputed from the stored statement each time. */
export class ActivationDrafts extends EvidenceDrafts {
  constructor(
    private readonly activations: Activations,
    private readonly ledger: EvidenceLedger,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async find(activationId: string): Promise<EvidenceDraft> {
    return evidenceDraft(await this.openDraft(activationId));
  }

  override allowsSuspended(): boolean {
    return false;
  }

  override async add(draft: EvidenceDraft, { proof, alongside }: VerifiedEvidence, { completes, events }: Parameters<EvidenceDrafts['add']>[2]): Promise<void> {
    const activation = await this.openDraft(draft.reference);
    if ((activation.completion?.proofs.length ?? 0) !== draft.given.length) throw new ServiceError('activation.state', 'other evidence was given meanwhile');
    const proofs = [...draft.given, proof];
    const completion: Completion = { proofs, ...(completes ? { completedAt: this.clock.now().toISOString() } : {}) };
    await this.activations.advance(activation, { from: 'draft', to: completes ? 'completed' : 'draft', completion }, async (transaction) => {
      if (!(await this.ledger.spend(transaction, proof.evidenceDigest, draft.reference))) throw refusedEvidence('used before');
      await alongside?.(transaction);
      for (const event of events) transaction.record(event);
      if (completes) transaction.record(completedEvent(activation, completion));
    });
  }

  private async openDraft(activationId: string): Promise<Activation> {
    const activation = await this.activations.find(activationId);
    if (!activation) throw new ServiceError('activation.unknown', 'no such activation');
    if (activation.state !== 'draft') throw new ServiceError('activation.state', 'the activation no longer waits for evidence');
    if (this.clock.now().getTime() >= Date.parse(activation.draft.expiresAt))
      throw new ServiceError('activation.expired', 'the activation was not completed in time');
    return activation;
  }
}

function evidenceDraft({ draft, completion }: Activation): EvidenceDraft {
  const {
    activationId,
    credentialId,
    signerId,
    clientId,
    clientName,
    statement,
    mode,
    alternatives,
    policyId,
    policyDigest,
    hashes,
    labels,
    hashAlgorithmOid,
    remainingChoice,
  } = draft;
  return {
    reference: activationId,
    credentialId,
    signerId,
    clientId,
    clientName,
    // Where nobody is shown a statement, the application must be able to compute the challenge itself.
    challenge: mode === 'page' ? activationChallenge(statement) : explicitChallenge(credentialId, hashAlgorithmOid, hashes),
    openedAt: new Date(draft.openedAt),
    expiresAt: new Date(draft.expiresAt),
    statement,
    mode,
    alternatives,
    policyId,
    policyDigest,
    given: completion?.proofs ?? [],
    documents: hashes.map((hash, place) => ({ hash, label: labels[place]?.label ?? '', labelSource: labels[place]?.labelSource ?? 'unverified' })),
    hashAlgorithmOid,
    remainingChoice,
  };
}

function completedEvent({ draft }: Activation, { proofs }: Completion): SamEvent {
  const kinds = proofs.map(({ kind }) => kind);
  return {
    type: 'activation-completed',
    actor: { kind: 'signer', id: draft.signerId },
    outcome: 'success',
    requester: draft.clientId,
    particulars: { activationId: draft.activationId, credentialId: draft.credentialId, evidence: kinds.join(' '), promise: promiseOf(kinds, draft.mode) },
  };
}

import { changeStatement, ServiceError } from '@paraph/contracts';
import { changeChallenge, toBase64Url } from '@paraph/kernel';
import { refusedEvidence } from '../evidence/refused-evidence.js';
import { readCompact } from '../jws/compact.js';
import { EvidenceDrafts } from '../ports/evidence-drafts.js';
import type { EvidenceLedger } from '../ports/evidence-ledger.js';
import type { EvidenceDraft, VerifiedEvidence } from '../ports/evidence-verifier.js';
import type { Changes, OpenChangeDraft } from './changes.js';
import type { CompleteChange } from './complete-change.js';

/** Changes of credentials that wait for evidence. The challenge is recomputed from what is stored each time. */
export class ChangeDrafts extends EvidenceDrafts {
  constructor(
    private readonly changes: Changes,
    private readonly ledger: EvidenceLedger,
    private readonly completion: CompleteChange,
  ) {
    super();
  }

  override async find(changeId: string): Promise<EvidenceDraft> {
    const open = await this.changes.findOpen(changeId);
    await this.completion.binding(open.draft);
    return evidenceDraft(open);
  }

  /** Also a change whose new means was not registered yet: its signer is on the way to do so. */
  override async describe(changeId: string): Promise<EvidenceDraft> {
    const open = await this.changes.findWaiting(changeId);
    await this.completion.binding(open.draft);
    return evidenceDraft({ ...open, challenge: changeChallenge(open.draft.statement) });
  }

  override allowsSuspended({ statement }: EvidenceDraft): boolean {
    // The statement is the draft's own, under its MAC.
    const act = changeStatement.safeParse(readCompact(statement)?.payload).data?.change.act;
    return act === 'resume' || act === 'destroy';
  }

  override async add(draft: EvidenceDraft, { proof, alongside }: VerifiedEvidence, { completes, events }: Parameters<EvidenceDrafts['add']>[2]): Promise<void> {
    const open = await this.changes.findOpen(draft.reference);
    const isAsRead = toBase64Url(open.challenge) === toBase64Url(draft.challenge) && open.progress.proofs.length === draft.given.length;
    if (!isAsRead) throw new ServiceError('change.state', 'other means were offered, or other evidence was given, meanwhile');
    const progress = { proofs: [...draft.given, proof], challenge: toBase64Url(draft.challenge) };
    const prepared = completes ? await this.completion.prepare(open, progress) : undefined;
    await this.changes.advance(open, { to: completes ? 'completed' : 'open', progress }, async (transaction) => {
      if (!(await this.ledger.spend(transaction, proof.evidenceDigest, draft.reference))) throw refusedEvidence('used before');
      await alongside?.(transaction);
      for (const event of events) transaction.record(event);
      await prepared?.write(transaction);
    });
  }
}

function evidenceDraft({ draft, challenge, progress }: Pick<OpenChangeDraft, 'draft' | 'challenge' | 'progress'>): EvidenceDraft {
  const { changeId, credentialId, signerId, openedAt, expiresAt, statement, alternatives, policyId, policyDigest } = draft;
  return {
    reference: changeId,
    credentialId,
    signerId,
    challenge,
    openedAt: new Date(openedAt),
    expiresAt: new Date(expiresAt),
    statement,
    mode: 'page',
    alternatives,
    policyId,
    policyDigest,
    given: progress.proofs,
    documents: [],
    remainingChoice: 0,
  };
}

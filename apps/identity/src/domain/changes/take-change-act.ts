import { ServiceError } from '@paraph/contracts';
import { changeChallenge, sha256, toBase64Url } from '@paraph/kernel';
import type { CarriedAct } from '../carried/act.js';
import type { ApprovalVisit, NextStep } from '../carried/approval-visit.js';
import { repeatableCode, type Collected, type CollectEvidence } from '../carried/collect-evidence.js';
import type { ProviderAnswer } from '../carried/provider-answer.js';
import { type KeyLifecycle } from '../ports/key-lifecycle.js';
import { type Sam } from '../ports/sam.js';

/** What the page is told again at each visit of one change. */
export type ChangeHints = Pick<ApprovalVisit, 'offered' | 'lang'>;

/** Takes what the approval page carries here for a change of a credential. */
export class TakeChangeAct {
  constructor(
    private readonly sam: Sam,
    private readonly collect: CollectEvidence,
    private readonly keyLifecycle: KeyLifecycle,
  ) {}

  /** @throws ServiceError change.*, evidence.*, request.invalid */
  async run(reference: string, challenge: unknown, { act, hints }: { readonly act: CarriedAct; readonly hints: ChangeHints }): Promise<NextStep> {
    const { statement } = await this.sam.describeEvidence({ reference });
    if (toBase64Url(changeChallenge(statement)) !== challenge) throw new ServiceError('request.invalid', 'challenge: expected that of the statement');
    switch (act.kind) {
      case 'refuse':
        await this.sam.abandonChange({ changeId: reference });
        return { kind: 'leave', location: '/account' };
      case 'register':
        return this.offer(reference, act.registrations, hints);
      case 'evidence':
        return this.next(reference, await this.collect.present(reference, act.evidence), hints);
      case 'begin': {
        if (act.means !== 'oidc') return this.next(reference, await this.collect.sendCode(reference), hints);
        return { kind: 'provider', location: await this.collect.begin(reference), reference };
      }
      case 'accept':
        throw new ServiceError('request.invalid', 'act: a change is proven, not accepted');
    }
  }

  /** The person came back from the identity provider. */
  async returned(reference: string, answer: ProviderAnswer, hints: ChangeHints): Promise<NextStep> {
    return this.next(reference, await this.collect.returned(reference, answer), hints);
  }

  /** From here on every means answers over what is offered, so the page is told its digest at each visit. */
  private async offer(reference: string, registrations: string, hints: ChangeHints): Promise<NextStep> {
    try {
      await this.sam.offerMeans({ reference, registrations });
    } catch (error) {
      const again = repeatableCode(error);
      if (again === undefined) throw error;
      return this.next(reference, await this.collect.back(reference, { again }), hints);
    }
    return this.next(reference, await this.collect.back(reference, {}), { ...hints, offered: toBase64Url(sha256(registrations)) });
  }

  private async next(reference: string, collected: Collected, hints: ChangeHints): Promise<NextStep> {
    if (collected.kind === 'approval') return { kind: 'approval', visit: { ...collected.visit, ...hints } };
    // The SAM decided, and key-lifecycle looks at what it decided. If it cannot just now, the change stands all the same, and
    // the signer's own page has it look again.
    await this.keyLifecycle.refreshCredential({ credentialId: collected.progress.credentialId }).catch(() => undefined);
    return { kind: 'leave', location: `/change/${reference}/done` };
  }
}

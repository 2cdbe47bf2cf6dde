import { ServiceError } from '@paraph/contracts';
import { changeChallenge, sha256, toBase64Url } from '@paraph/kernel';
import type { CarriedAct } from '../carried/act.js';
import type { NextStep } from '../carried/approval-visit.js';
import type { Collected, CollectEvidence } from '../carried/collect-evidence.js';
import type { RedeemEvidence } from '../carried/redeem-evidence.js';
import { type KeyLifecycle } from '../ports/key-lifecycle.js';
import { type Sam } from '../ports/sam.js';

/** Takes what the approval page carries here for a change of a credential. */
export class TakeChangeAct {
  constructor(
    private readonly sam: Sam,
    private readonly collect: CollectEvidence,
    private readonly redeem: RedeemEvidence,
    private readonly keyLifecycle: KeyLifecycle,
  ) {}

  /** @throws ServiceError change.*, evidence.*, request.invalid */
  async run(reference: string, challenge: unknown, act: CarriedAct): Promise<NextStep> {
    const { statement } = await this.sam.describeEvidence({ reference });
    if (toBase64Url(changeChallenge(statement)) !== challenge) throw new ServiceError('request.invalid', 'challenge: expected that of the statement');
    switch (act.kind) {
      case 'refuse':
        await this.sam.abandonChange({ changeId: reference });
        return { kind: 'leave', location: '/account' };
      case 'register':
        await this.sam.offerMeans({ reference, registrations: act.registrations });
        return this.next(reference, await this.collect.back(reference, { offered: toBase64Url(sha256(act.registrations)) }));
      case 'evidence':
        return this.next(reference, await this.collect.present(reference, act.evidence));
      case 'begin': {
        if (act.means !== 'oidc') return this.next(reference, await this.collect.sendCode(reference));
        const { authorizationUrl } = await this.sam.beginEvidence({ reference });
        return { kind: 'provider', location: authorizationUrl, reference };
      }
      case 'accept':
        throw new ServiceError('request.invalid', 'act: a change is proven, not accepted');
    }
  }

  /** The person came back from the identity provider. */
  async returned(reference: string, code: string | undefined): Promise<NextStep> {
    if (code === undefined) throw new ServiceError('evidence.invalid', 'the identity provider gave no evidence');
    const idToken = await this.redeem.run(reference, code);
    return this.next(reference, await this.collect.present(reference, { kind: 'oidc', idToken }));
  }

  private async next(reference: string, collected: Collected): Promise<NextStep> {
    if (collected.kind === 'approval') return { kind: 'approval', visit: collected.visit };
    // The SAM decided; key-lifecycle looks at what it decided.
    await this.keyLifecycle.refreshCredential({ credentialId: collected.progress.credentialId });
    return { kind: 'leave', location: `/change/${reference}/done` };
  }
}

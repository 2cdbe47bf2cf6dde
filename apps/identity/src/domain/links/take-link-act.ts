import { ServiceError } from '@paraph/contracts';
import { activationChallenge, toBase64Url } from '@paraph/kernel';
import type { CarriedAct } from '../carried/act.js';
import type { NextStep } from '../carried/approval-visit.js';
import type { Collected, CollectEvidence } from '../carried/collect-evidence.js';
import type { ProviderAnswer } from '../carried/provider-answer.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type Sam } from '../ports/sam.js';

/** The way of a signer who was sent a link (CSC API v1 `implicit`, v2 ChallengeResponseOOB): they have nothing here but its address. */
export class TakeLinkAct {
  constructor(
    private readonly sam: Sam,
    private readonly collect: CollectEvidence,
    private readonly authorisations: AuthorisationStore,
  ) {}

  /** What the approval page shows. It changes nothing, since whatever reads mail follows links. @throws ServiceError activation.* */
  async show(reference: string): Promise<NextStep> {
    await this.requireLink(reference);
    const { statement, given } = await this.sam.describeEvidence({ reference });
    return { kind: 'approval', visit: { statement, given } };
  }

  /** Nowhere if the signer refused. @throws ServiceError activation.*, evidence.*, request.invalid */
  async run(reference: string, challenge: unknown, act: CarriedAct): Promise<NextStep | undefined> {
    await this.requireLink(reference);
    const { statement } = await this.sam.describeEvidence({ reference });
    if (toBase64Url(activationChallenge(statement)) !== challenge) throw new ServiceError('request.invalid', 'challenge: expected that of the statement');
    switch (act.kind) {
      case 'refuse':
        await this.sam.abandonActivation({ activationId: reference, reason: 'refused' });
        return undefined;
      case 'evidence':
        return next(reference, await this.collect.present(reference, act.evidence));
      case 'begin': {
        if (act.means !== 'oidc') return next(reference, await this.collect.sendCode(reference));
        return { kind: 'provider', location: await this.collect.begin(reference), reference };
      }
      case 'accept':
      case 'register':
        throw new ServiceError('request.invalid', 'act: a signature is proven, not accepted');
    }
  }

  /** The person came back from the identity provider. */
  async returned(reference: string, answer: ProviderAnswer): Promise<NextStep> {
    await this.requireLink(reference);
    return next(reference, await this.collect.returned(reference, answer));
  }

  /** An activation of an application's request belongs to the browser that brought the request, and has no other way in. */
  private async requireLink(reference: string): Promise<void> {
    if ((await this.authorisations.ofReference(reference)) !== undefined) throw new ServiceError('activation.unknown', 'its signer was sent no link');
  }
}

function next(reference: string, collected: Collected): NextStep {
  return collected.kind === 'approval' ? { kind: 'approval', visit: collected.visit } : { kind: 'leave', location: `/activation/${reference}/done` };
}

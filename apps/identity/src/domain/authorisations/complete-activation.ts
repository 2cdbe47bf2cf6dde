import type { NextStep } from '../carried/approval-visit.js';
import type { CollectEvidence } from '../carried/collect-evidence.js';
import type { ProviderAnswer } from '../carried/provider-answer.js';
import { digestOf } from '../digest-of.js';
import { OAuthRefusal } from '../oauth-refusal.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type PendingAuthorisations } from '../ports/pending-authorisations.js';
import type { FinishAuthorisation } from './finish-authorisation.js';
import { InteractionOver } from './interaction-over.js';
import { type RefuseRequest } from './refuse-request.js';
import { langOf } from './take-act.js';

/** Carries the provider's evidence for an activation to the SAM; grants the request when nothing is missing any more. */
export class CompleteActivation {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly authorisations: AuthorisationStore,
    private readonly collect: CollectEvidence,
    private readonly finish: FinishAuthorisation,
    private readonly refuse: RefuseRequest,
  ) {}

  /** Answers where the browser goes. */
  async run(uid: string, activationId: string, answer: ProviderAnswer): Promise<NextStep> {
    const pending = await this.pending.find(uid);
    const authorisation = await this.authorisations.ofActivation(activationId);
    if (pending === undefined || authorisation?.interactionDigest !== digestOf(uid)) throw new InteractionOver('it was answered or took too long');
    if (!(await this.authorisations.claim(authorisation.id))) throw new InteractionOver('it was answered');
    if (answer.code === undefined) {
      return { kind: 'leave', location: await this.refuse.run(pending, denial(answer.error), answer.error === 'access_denied' ? 'refused' : 'failed') };
    }
    try {
      const collected = await this.collect.returned(activationId, answer);
      if (collected.kind === 'completed') return { kind: 'leave', location: await this.finish.run(pending, authorisation.id, collected.progress) };
      await this.authorisations.release(authorisation.id);
      return { kind: 'approval', visit: { uid, ...collected.visit, lang: langOf(pending) } };
    } catch (error) {
      return { kind: 'leave', location: await this.refuse.run(pending, error) };
    }
  }
}

function denial(error: string | undefined): OAuthRefusal {
  if (error === 'access_denied') return new OAuthRefusal('access_denied', 'The signer refused to give evidence');
  return new OAuthRefusal('access_denied', 'The identity provider gave no evidence');
}

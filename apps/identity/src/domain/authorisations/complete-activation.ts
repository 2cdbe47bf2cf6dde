import type { NextStep } from '../carried/approval-visit.js';
import type { CollectEvidence } from '../carried/collect-evidence.js';
import { langOf } from '../carried/lang-of.js';
import type { ProviderAnswer } from '../carried/provider-answer.js';
import type { CompleteCreation } from '../creations/complete-creation.js';
import { digestOf } from '../digest-of.js';
import { OAuthRefusal } from '../oauth-refusal.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type PendingAuthorisations, type PendingAuthorisation } from '../ports/pending-authorisations.js';
import { parseRequest } from '../request/parse-request.js';
import type { CompleteSession } from '../sessions/complete-session.js';
import type { Authorisation } from './authorisation.js';
import type { FinishAuthorisation, Proven } from './finish-authorisation.js';
import { InteractionOver } from './interaction-over.js';
import { type RefuseRequest } from './refuse-request.js';

/** Carries the provider's evidence for an authorisation to the SAM; grants the request when nothing is missing any more. */
export class CompleteActivation {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly authorisations: AuthorisationStore,
    private readonly completion: ProviderEvidence,
    private readonly finish: FinishAuthorisation,
    private readonly refuse: RefuseRequest,
  ) {}

  /**
   * Answers where the browser goes.
   *
   * @param reference of the activation, the change or the enrolment that the provider was asked for
   */
  async run(uid: string, reference: string, answer: ProviderAnswer): Promise<NextStep> {
    const pending = await this.pending.find(uid);
    const authorisation = await this.authorisations.ofReference(reference);
    if (pending === undefined || authorisation?.interactionDigest !== digestOf(uid)) throw new InteractionOver('it was answered or took too long');
    if (!(await this.authorisations.claim(authorisation.id))) throw new InteractionOver('it was answered');
    if (answer.code === undefined) {
      return { kind: 'leave', location: await this.refuse.run(pending, denial(answer.error), answer.error === 'access_denied' ? 'refused' : 'failed') };
    }
    try {
      return await this.complete(pending, authorisation, { reference, answer });
    } catch (error) {
      return { kind: 'leave', location: await this.refuse.run(pending, error) };
    }
  }

  private async complete(
    pending: PendingAuthorisation,
    authorisation: Authorisation,
    { reference, answer }: { readonly reference: string; readonly answer: ProviderAnswer },
  ): Promise<NextStep> {
    const { enrolmentId, scope } = authorisation;
    const { evidence, creations, sessions } = this.completion;
    const finish = (proven: Proven): Promise<string> => this.finish.run(pending, authorisation, proven);
    if (enrolmentId !== undefined) {
      const session = { ...authorisation, enrolmentId };
      if (scope === 'credential') return { kind: 'leave', location: await sessions.run({ session, answer, account: accountOf(pending) }, finish) };
      return { kind: 'leave', location: await finish(await creations.run(session, answer)) };
    }
    const collected = await evidence.returned(reference, answer);
    if (collected.kind === 'completed') return { kind: 'leave', location: await finish(collected.progress) };
    await this.authorisations.release(authorisation.id);
    return { kind: 'approval', visit: { uid: pending.uid, ...collected.visit, lang: langOf(pending) } };
  }
}

/** What a provider's evidence completes. */
export class ProviderEvidence {
  constructor(
    readonly evidence: CollectEvidence,
    readonly creations: CompleteCreation,
    readonly sessions: CompleteSession,
  ) {}
}

/** The signer whom an `account_token` named; it was verified when the request came. */
function accountOf({ parameters, rules }: PendingAuthorisation): string | undefined {
  return parseRequest(parameters, rules).account;
}

function denial(error: string | undefined): OAuthRefusal {
  if (error === 'access_denied') return new OAuthRefusal('access_denied', 'The signer refused to give evidence');
  return new OAuthRefusal('access_denied', 'The identity provider gave no evidence');
}

import type { CarriedAct } from '../carried/act.js';
import type { NextStep } from '../carried/approval-visit.js';
import type { Collected } from '../carried/collect-evidence.js';
import { langOf } from '../carried/lang-of.js';
import { digestOf } from '../digest-of.js';
import { OAuthRefusal } from '../oauth-refusal.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type PendingAuthorisations, type PendingAuthorisation } from '../ports/pending-authorisations.js';
import { referenceOf, type Authorisation } from './authorisation.js';
import type { CarryOut } from './carry-out.js';
import type { FinishAuthorisation } from './finish-authorisation.js';
import { InteractionOver } from './interaction-over.js';
import { type RefuseRequest } from './refuse-request.js';

type Drafted = Authorisation & { readonly reference: string };

/** Takes what the approval page carries here after the signer's act, for one authorisation request. */
export class TakeAct {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly authorisations: AuthorisationStore,
    private readonly collect: CarryOut,
    private readonly finish: FinishAuthorisation,
    private readonly refuse: RefuseRequest,
  ) {}

  /** @param challenge what the approval page computed over the statement it showed */
  async run(uid: string, challenge: unknown, act: CarriedAct): Promise<NextStep> {
    const pending = await this.pending.find(uid);
    const authorisation = await this.authorisations.ofInteraction(digestOf(uid));
    if (pending === undefined || authorisation === undefined) throw new InteractionOver('it was answered or took too long');
    // A form that is sent again after it completed the request: the answer is the same, and nothing is done twice.
    if (authorisation.state === 'approved' && authorisation.challenge === challenge) return { kind: 'leave', location: pending.resumeAt };
    const draft = drafted(authorisation);
    if (draft === undefined) throw new InteractionOver('it was answered or took too long');
    // A page of an earlier draft, or one that showed something else. The SAM would find out; this spares the person the way.
    if (authorisation.challenge !== challenge) return this.end(pending, new OAuthRefusal('access_denied', 'What was approved is not what was asked for'));
    if (act.kind === 'refuse') return { kind: 'leave', location: await this.refuse.bySigner(uid) };
    try {
      return await this.take(pending, draft, act);
    } catch (error) {
      if (error instanceof InteractionOver) throw error;
      return this.end(pending, error);
    }
  }

  private async take(pending: PendingAuthorisation, authorisation: Drafted, act: CarriedAct): Promise<NextStep> {
    const { reference } = authorisation;
    if (authorisation.enrolmentId !== undefined) return this.enrol(pending, authorisation, act);
    switch (act.kind) {
      case 'begin': {
        if (act.means !== 'oidc') return toStep(pending, await this.collect.sendCode(reference));
        return { kind: 'provider', location: await this.collect.begin(reference), reference };
      }
      case 'evidence':
        // One at a time: of two tabs, one collects.
        if (!(await this.authorisations.claim(authorisation.id))) throw new InteractionOver('another answer is being looked at');
        return this.collected(pending, authorisation, await this.collect.present(reference, act.evidence));
      default:
        throw new OAuthRefusal('access_denied', 'What was approved is not what was asked for');
    }
  }

  /** The terms of an enrolment are accepted; the evidence for it comes from the provider alone. */
  private async enrol(pending: PendingAuthorisation, { reference }: Drafted, act: CarriedAct): Promise<NextStep> {
    const step = await this.collect.enrol(reference, act);
    return step.kind === 'approval' ? { ...step, visit: { ...step.visit, uid: pending.uid, lang: langOf(pending) } } : step;
  }

  /** What was claimed is released here, approved, or ended by whoever catches what is thrown here. */
  private async collected(pending: PendingAuthorisation, authorisation: Drafted, collected: Collected): Promise<NextStep> {
    if (collected.kind === 'completed') return { kind: 'leave', location: await this.finish.run(pending, authorisation, collected.progress) };
    await this.authorisations.release(authorisation.id);
    return toStep(pending, collected);
  }

  private async end(pending: PendingAuthorisation, cause: unknown): Promise<NextStep> {
    return { kind: 'leave', location: await this.refuse.run(pending, cause) };
  }
}

function toStep(pending: PendingAuthorisation, collected: Collected): NextStep {
  // Only evidence completes anything, and that is handled where it was claimed.
  if (collected.kind === 'completed') throw new Error('a code that was only sent completed the request');
  return { kind: 'approval', visit: { uid: pending.uid, ...collected.visit, lang: langOf(pending) } };
}

function drafted(authorisation: Authorisation): Drafted | undefined {
  const reference = referenceOf(authorisation);
  const isOver = authorisation.state === 'ended' || authorisation.state === 'approved';
  return reference === undefined || isOver ? undefined : { ...authorisation, reference };
}

import { knownLanguage } from '../carried/known-language.js';
import type { Language } from '@paraph/kernel';
import type { CarriedAct } from '../carried/act.js';
import type { NextStep } from '../carried/approval-visit.js';
import type { Collected, CollectEvidence } from '../carried/collect-evidence.js';
import { digestOf } from '../digest-of.js';
import { OAuthRefusal } from '../oauth-refusal.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type PendingAuthorisations, type PendingAuthorisation } from '../ports/pending-authorisations.js';
import type { Authorisation } from './authorisation.js';
import type { FinishAuthorisation } from './finish-authorisation.js';
import { InteractionOver } from './interaction-over.js';
import { type RefuseRequest } from './refuse-request.js';

type Drafted = Authorisation & { readonly activationId: string };

/** Takes what the approval page carries here after the signer's act, for one authorisation request. */
export class TakeAct {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly authorisations: AuthorisationStore,
    private readonly collect: CollectEvidence,
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
    if (!isDrafted(authorisation)) throw new InteractionOver('it was answered or took too long');
    // A page of an earlier draft, or one that showed something else. The SAM would find out; this spares the person the way.
    if (authorisation.challenge !== challenge) return this.end(pending, new OAuthRefusal('access_denied', 'What was approved is not what was asked for'));
    if (act.kind === 'refuse') return { kind: 'leave', location: await this.refuse.bySigner(uid) };
    try {
      return await this.take(pending, authorisation, act);
    } catch (error) {
      if (error instanceof InteractionOver) throw error;
      return this.end(pending, error);
    }
  }

  private async take(pending: PendingAuthorisation, authorisation: Drafted, act: CarriedAct): Promise<NextStep> {
    const { activationId: reference } = authorisation;
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

  /** What was claimed is released here, approved, or ended by whoever catches what is thrown here. */
  private async collected(pending: PendingAuthorisation, authorisation: Drafted, collected: Collected): Promise<NextStep> {
    if (collected.kind === 'completed') return { kind: 'leave', location: await this.finish.run(pending, authorisation.id, collected.progress) };
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

function isDrafted(authorisation: Authorisation | undefined): authorisation is Drafted {
  return authorisation?.activationId !== undefined && authorisation.state !== 'ended' && authorisation.state !== 'approved';
}

/** The language the application asked for, if it is one of ours. */
export function langOf({ parameters }: PendingAuthorisation): Language | undefined {
  return knownLanguage(parameters['lang']);
}

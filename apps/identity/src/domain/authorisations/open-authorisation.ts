import type { NextStep } from '../carried/approval-visit.js';
import { digestOf } from '../digest-of.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type PendingAuthorisations, type PendingAuthorisation } from '../ports/pending-authorisations.js';
import type { AuthorisationRequest } from '../request/authorisation-request.js';
import { parseRequest } from '../request/parse-request.js';
import type { SignInStep } from './ask-to-sign-in.js';
import type { Authorisation } from './authorisation.js';
import { InteractionOver } from './interaction-over.js';
import type { LeadToApproval } from './lead-to-approval.js';
import type { LeadUnnamed } from './lead-unnamed.js';
import { type RefuseRequest } from './refuse-request.js';

/** What the browser is to see next. */
export type FirstStep = NextStep | SignInStep;

/**
 * Begins an authorisation. For signatures, and for the end of a credential, the SAM drafts it and states what the signer is to see; for a
 * session it makes the key that it states; for all else a sign-in follows.
 */
export class OpenAuthorisation {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly authorisations: AuthorisationStore,
    private readonly lead: LeadToApproval,
    private readonly unnamed: LeadUnnamed,
    private readonly refuse: RefuseRequest,
  ) {}

  async run(uid: string): Promise<FirstStep> {
    const pending = await this.pending.find(uid);
    if (pending === undefined) throw new InteractionOver('it was answered or took too long');
    const previous = await this.authorisations.ofInteraction(digestOf(uid));
    if (previous !== undefined && previous.state !== 'open') throw new InteractionOver('it was answered');
    try {
      return await this.begin(pending, parseRequest(pending.parameters, pending.rules), previous);
    } catch (error) {
      return { kind: 'leave', location: await this.refuse.run(pending, error) };
    }
  }

  private async begin(pending: PendingAuthorisation, request: AuthorisationRequest, previous: Authorisation | undefined): Promise<FirstStep> {
    if (request.scope === 'credential-deletion') return this.lead.run(pending, request, previous);
    const { credentialId } = request.scope === 'credential' ? request : {};
    if (request.scope === 'credential' && credentialId !== undefined) return this.lead.run(pending, { ...request, credentialId }, previous);
    return this.unnamed.run(pending, request, previous);
  }
}

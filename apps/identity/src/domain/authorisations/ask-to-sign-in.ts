import type { NextStep } from '../carried/approval-visit.js';
import type { BeginCreation } from '../creations/begin-creation.js';
import { type ClientStore } from '../ports/client-store.js';
import type { PendingAuthorisation } from '../ports/pending-authorisations.js';
import type { AuthorisationRequest } from '../request/authorisation-request.js';
import type { Authorisation } from './authorisation.js';
import type { LeadToApproval } from './lead-to-approval.js';

/** A page that says what a sign-in will allow an application. */
export interface SignInStep {
  readonly kind: 'sign-in';
  readonly application: string;
  readonly scope: AuthorisationRequest['scope'];
  readonly lang: unknown;
}

/** Asks the person to sign in, for a request that needs to know who they are first. */
export class AskToSignIn {
  constructor(
    private readonly clients: ClientStore,
    private readonly lead: LeadToApproval,
    private readonly creation: BeginCreation,
  ) {}

  async run(pending: PendingAuthorisation, { scope }: AuthorisationRequest, previous: Authorisation | undefined): Promise<NextStep | SignInStep> {
    // Loaded again after the sign-in: the credential was prepared, and is not prepared once more.
    if (previous?.enrolmentId !== undefined) return this.creation.again(pending, previous.enrolmentId);
    // A draft for whoever signed in before is not for whoever does now.
    if (previous === undefined || previous.activationId !== undefined) await this.lead.restart(pending, { scope }, previous);
    const application = (await this.clients.find(pending.clientId))?.name ?? pending.clientId;
    return { kind: 'sign-in', application, scope, lang: pending.parameters['lang'] };
  }
}

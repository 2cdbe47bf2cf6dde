import type { NextStep } from '../carried/approval-visit.js';
import { type ClientStore } from '../ports/client-store.js';
import type { PendingAuthorisation } from '../ports/pending-authorisations.js';
import type { AuthorisationRequest } from '../request/authorisation-request.js';
import type { BeginSession } from '../sessions/begin-session.js';
import { sessionOf } from '../sessions/session-request.js';
import type { AskToSignIn, SignInStep } from './ask-to-sign-in.js';
import type { Authorisation } from './authorisation.js';

/** Leads on a request that names no credential: one is made for its session, or the person signs in first. */
export class LeadUnnamed {
  constructor(
    private readonly clients: ClientStore,
    private readonly sessions: BeginSession,
    private readonly ask: AskToSignIn,
  ) {}

  async run(pending: PendingAuthorisation, request: AuthorisationRequest, previous: Authorisation | undefined): Promise<NextStep | SignInStep> {
    const client = await this.clients.find(pending.clientId);
    const session = client && sessionOf(client, request);
    if (client === undefined || session === undefined) return this.ask.run(pending, request, previous);
    if (previous?.enrolmentId !== undefined) return this.sessions.again(pending, previous.enrolmentId);
    return this.sessions.run(pending, session, client.subscriberId);
  }
}

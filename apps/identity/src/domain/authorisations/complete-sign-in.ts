import type { NextStep } from '../carried/approval-visit.js';
import { digestOf } from '../digest-of.js';
import { OAuthRefusal } from '../oauth-refusal.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type LoginMemo } from '../ports/login-provider.js';
import { type PendingAuthorisations } from '../ports/pending-authorisations.js';
import { type FindSignedIn } from '../signers/find-signed-in.js';
import { InteractionOver } from './interaction-over.js';
import type { LeadSignedIn } from './lead-signed-in.js';
import { type RefuseRequest } from './refuse-request.js';

/** Where the browser goes, and whether it must first be told that the person is not known. */
export type SignInOutcome = { readonly known: true; readonly step: NextStep } | { readonly known: false; readonly location: string };

/** Grants the service scope to the subscriber's signer who signed in, or has a credential prepared for them; nothing for anybody else. */
export class CompleteSignIn {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly authorisations: AuthorisationStore,
    private readonly signedIn: FindSignedIn,
    private readonly lead: LeadSignedIn,
    private readonly refuse: RefuseRequest,
  ) {}

  /** @param callback the address the person came back to, path and query */
  async run(uid: string, callback: string, memo: LoginMemo): Promise<SignInOutcome> {
    const pending = await this.pending.find(uid);
    const authorisation = await this.authorisations.ofInteraction(digestOf(uid));
    if (pending === undefined || authorisation === undefined) throw new InteractionOver('it was answered or took too long');
    if (authorisation.enrolmentId !== undefined) throw new InteractionOver('somebody has signed in for it');
    // Of what was drafted, the SAM decides: a login has no say.
    if (authorisation.activationId !== undefined || authorisation.changeId !== undefined) throw new InteractionOver('it needs no sign-in');
    if (!(await this.authorisations.claim(authorisation.id))) throw new InteractionOver('it was answered');
    try {
      const signer = await this.signedIn.run(pending.clientId, callback, memo);
      if (signer === undefined) return { known: false, location: await this.refuse.run(pending, unknownPerson()) };
      return { known: true, step: await this.lead.run(pending, authorisation, signer) };
    } catch (error) {
      return { known: true, step: { kind: 'leave', location: await this.refuse.run(pending, error) } };
    }
  }
}

function unknownPerson(): OAuthRefusal {
  return new OAuthRefusal('access_denied', 'The person who signed in is not a signer of this subscriber');
}

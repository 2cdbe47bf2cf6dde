import { digestOf } from '../digest-of.js';
import { OAuthRefusal } from '../oauth-refusal.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type LoginProvider, type LoginMemo } from '../ports/login-provider.js';
import { type PendingAuthorisations } from '../ports/pending-authorisations.js';
import { type FindSigner } from '../signers/find-signer.js';
import { InteractionOver } from './interaction-over.js';
import { type RefuseRequest } from './refuse-request.js';

/** Where the browser goes, and whether it must first be told that the person is not known. */
export interface SignInOutcome {
  readonly location: string;
  readonly known: boolean;
}

/** Grants the service scope to the subscriber's signer who signed in; to nobody else. */
export class CompleteSignIn {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly authorisations: AuthorisationStore,
    private readonly login: LoginProvider,
    private readonly signers: FindSigner,
    private readonly refuse: RefuseRequest,
  ) {}

  /** @param callback the address the person came back to, path and query */
  async run(uid: string, callback: string, memo: LoginMemo): Promise<SignInOutcome> {
    const pending = await this.pending.find(uid);
    const authorisation = await this.authorisations.ofInteraction(digestOf(uid));
    if (pending === undefined || authorisation?.scope !== 'service') throw new InteractionOver('it was answered or took too long');
    if (!(await this.authorisations.claim(authorisation.id))) throw new InteractionOver('it was answered');
    try {
      const signer = await this.signers.run(pending.clientId, await this.login.complete(callback, memo));
      if (signer === undefined) return { location: await this.refuse.run(pending, unknownPerson()), known: false };
      const grantId = await this.pending.grant({ clientId: pending.clientId, signerId: signer.id, scope: 'service' });
      const isStillOpen = await this.authorisations.approve(authorisation.id, { grantId, signerId: signer.id });
      // Refused in another tab while the provider's code was redeemed.
      if (!isStillOpen) throw new OAuthRefusal('access_denied', 'The authorisation is no longer open');
      return { location: await this.pending.approve(uid, { signerId: signer.id, grantId }), known: true };
    } catch (error) {
      return { location: await this.refuse.run(pending, error), known: true };
    }
  }
}

function unknownPerson(): OAuthRefusal {
  return new OAuthRefusal('access_denied', 'The person who signed in is not a signer of this subscriber');
}

import { digestOf } from '../digest-of.js';
import { OAuthRefusal } from '../oauth-refusal.js';
import { toOAuthRefusal } from '../service-refusals.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type Events, type IdentityEvent } from '../ports/events.js';
import { type PendingAuthorisations, type PendingAuthorisation } from '../ports/pending-authorisations.js';
import type { Authorisation } from './authorisation.js';
import { InteractionOver } from './interaction-over.js';
import type { OpenDraft } from './open-draft.js';

/** Ends a request without a grant: abandons its draft in the SAM, records it, and answers where the browser goes. */
export class RefuseRequest {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly authorisations: AuthorisationStore,
    private readonly drafts: OpenDraft,
    private readonly events: Events,
  ) {}

  /** The signer said no. */
  async bySigner(uid: string): Promise<string> {
    const pending = await this.pending.find(uid);
    if (pending === undefined) throw new InteractionOver('it was answered or took too long');
    return this.run(pending, new OAuthRefusal('access_denied', 'The signer refused the request'), 'refused');
  }

  /** Something else did: a neighbour, a provider, an expired draft. */
  async run(pending: PendingAuthorisation, cause: unknown, reason: 'refused' | 'failed' = 'failed'): Promise<string> {
    const refusal = toOAuthRefusal(cause);
    const authorisation = await this.authorisations.ofInteraction(digestOf(pending.uid));
    const event = refusedEvent(pending, refusal, authorisation);
    if (authorisation === undefined) await this.events.record(event);
    else if (await this.authorisations.end(authorisation.id, event)) await this.abandon(authorisation, reason);
    return this.pending.refuse(pending, refusal);
  }

  /** The draft expires by itself; that the SAM cannot be told must not keep the browser from going home. */
  private async abandon(authorisation: Authorisation, reason: 'refused' | 'failed'): Promise<void> {
    await this.drafts.abandon(authorisation, reason).catch(() => undefined);
  }
}

function refusedEvent(pending: PendingAuthorisation, refusal: OAuthRefusal, authorisation: Authorisation | undefined): IdentityEvent {
  return {
    type: 'authorisation-refused',
    actor: { kind: 'client', id: pending.clientId },
    outcome: 'failure',
    requester: pending.clientId,
    cause: `${refusal.error}: ${refusal.description}`,
    particulars: {
      ...(authorisation?.activationId === undefined ? {} : { activationId: authorisation.activationId }),
      ...(authorisation?.changeId === undefined ? {} : { changeId: authorisation.changeId }),
      ...(authorisation?.enrolmentId === undefined ? {} : { enrolmentId: authorisation.enrolmentId }),
    },
  };
}

import { newId } from '@paraph/kernel';
import type { NextStep } from '../carried/approval-visit.js';
import { langOf } from '../carried/lang-of.js';
import { digestOf } from '../digest-of.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import type { IdentityEvent } from '../ports/events.js';
import type { PendingAuthorisation } from '../ports/pending-authorisations.js';
import type { CredentialRequest, DeletionRequest } from '../request/authorisation-request.js';
import type { Authorisation } from './authorisation.js';
import type { OpenDraft } from './open-draft.js';

/** A request whose credential is known, so that the SAM can draft it. */
export type DraftableRequest = (CredentialRequest & { readonly credentialId: string }) | DeletionRequest;

/** Has the SAM draft a request and leads the browser to the approval page with what it states. */
export class LeadToApproval {
  constructor(
    private readonly authorisations: AuthorisationStore,
    private readonly drafts: OpenDraft,
  ) {}

  /** A page that is loaded again gets a new draft; the one before it is abandoned, so that one page at most can be approved. */
  async run(pending: PendingAuthorisation, request: DraftableRequest, previous: Authorisation | undefined): Promise<NextStep> {
    if (previous !== undefined) await this.drafts.abandon(previous, 'failed');
    const { kept, statement } = request.scope === 'credential' ? await this.drafts.activation(pending, request) : await this.drafts.deletion(pending, request);
    await this.keep(pending, { scope: request.scope, ...kept }, request);
    return { kind: 'approval', visit: { uid: pending.uid, statement, lang: langOf(pending) } };
  }

  /** Begins again without a draft. */
  async restart(pending: PendingAuthorisation, found: Pick<Authorisation, 'scope'>, previous: Authorisation | undefined): Promise<void> {
    if (previous !== undefined) await this.drafts.abandon(previous, 'failed');
    await this.keep(pending, found);
  }

  /** Writes a request down that is on its way. */
  async keep(
    pending: PendingAuthorisation,
    found: Pick<Authorisation, 'scope' | 'activationId' | 'changeId' | 'challenge'>,
    request?: DraftableRequest,
  ): Promise<void> {
    const authorisation: Authorisation = { id: newId('req'), interactionDigest: digestOf(pending.uid), clientId: pending.clientId, state: 'open', ...found };
    await this.authorisations.open(authorisation, openedEvent(authorisation, request));
  }
}

function openedEvent({ clientId, scope, activationId, changeId }: Authorisation, request: DraftableRequest | undefined): IdentityEvent {
  return {
    type: 'authorisation-opened',
    actor: { kind: 'client', id: clientId },
    outcome: 'success',
    requester: clientId,
    particulars: {
      scope,
      ...(activationId === undefined ? {} : { activationId }),
      ...(changeId === undefined ? {} : { changeId }),
      ...(request === undefined ? {} : { credentialId: request.credentialId }),
      ...(request?.scope === 'credential' ? { documents: String(request.documents.length) } : {}),
    },
  };
}

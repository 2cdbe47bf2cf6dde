import { activationChallenge, newId, toBase64Url } from '@paraph/kernel';
import type { NextStep } from '../carried/approval-visit.js';
import { digestOf } from '../digest-of.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type ClientStore } from '../ports/client-store.js';
import type { IdentityEvent } from '../ports/events.js';
import { type PendingAuthorisations, type PendingAuthorisation } from '../ports/pending-authorisations.js';
import { type Sam } from '../ports/sam.js';
import type { CredentialRequest } from '../request/authorisation-request.js';
import { parseRequest } from '../request/parse-request.js';
import type { Authorisation } from './authorisation.js';
import { InteractionOver } from './interaction-over.js';
import { type RefuseRequest } from './refuse-request.js';
import { langOf } from './take-act.js';

/** What the browser is to see next. */
export type FirstStep = NextStep | { readonly kind: 'sign-in'; readonly application: string; readonly lang: unknown };

/** Begins an authorisation: for signatures the SAM drafts it and states what the signer is to see; to list credentials, a sign-in follows. */
export class OpenAuthorisation {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly authorisations: AuthorisationStore,
    private readonly clients: ClientStore,
    private readonly sam: Sam,
    private readonly refuse: RefuseRequest,
  ) {}

  async run(uid: string): Promise<FirstStep> {
    const pending = await this.pending.find(uid);
    if (pending === undefined) throw new InteractionOver('it was answered or took too long');
    const previous = await this.authorisations.ofInteraction(digestOf(uid));
    if (previous !== undefined && previous.state !== 'open') throw new InteractionOver('it was answered');
    try {
      const request = parseRequest(pending.parameters);
      if (request.scope === 'credential') return await this.draft(pending, request, previous);
      if (previous === undefined) await this.keep(pending, { scope: 'service' });
      const application = (await this.clients.find(pending.clientId))?.name ?? pending.clientId;
      return { kind: 'sign-in', application, lang: pending.parameters['lang'] };
    } catch (error) {
      return { kind: 'leave', location: await this.refuse.run(pending, error) };
    }
  }

  /** A page that is loaded again gets a new draft; the one before it is abandoned, so that one page at most can be approved. */
  private async draft(pending: PendingAuthorisation, request: CredentialRequest, previous: Authorisation | undefined): Promise<FirstStep> {
    if (previous?.activationId !== undefined) await this.sam.abandonActivation({ activationId: previous.activationId, reason: 'failed' });
    const { activationId, statement } = await this.sam.openActivation({
      clientId: pending.clientId,
      credentialId: request.credentialId,
      documents: [...request.documents],
      hashAlgorithmOid: request.hashAlgorithmOid,
      numSignatures: request.numSignatures,
      ...signedRequest(pending),
    });
    await this.keep(pending, { scope: 'credential', activationId, challenge: toBase64Url(activationChallenge(statement)) }, request);
    return { kind: 'approval', visit: { uid: pending.uid, statement, lang: langOf(pending) } };
  }

  private async keep(
    pending: PendingAuthorisation,
    found: Pick<Authorisation, 'scope' | 'activationId' | 'challenge'>,
    request?: CredentialRequest,
  ): Promise<void> {
    const authorisation: Authorisation = { id: newId('req'), interactionDigest: digestOf(pending.uid), clientId: pending.clientId, state: 'open', ...found };
    await this.authorisations.open(authorisation, openedEvent(authorisation, request));
  }
}

/** Only details are something the SAM compares; a signed query says the same to this service alone, and its label stays unverified. */
function signedRequest({ requestObject, parameters }: PendingAuthorisation): { readonly requestObject?: string } {
  return requestObject === undefined || parameters['authorization_details'] === undefined ? {} : { requestObject };
}

function openedEvent({ clientId, scope, activationId }: Authorisation, request: CredentialRequest | undefined): IdentityEvent {
  return {
    type: 'authorisation-opened',
    actor: { kind: 'client', id: clientId },
    outcome: 'success',
    requester: clientId,
    particulars: {
      scope,
      ...(activationId === undefined ? {} : { activationId }),
      ...(request === undefined ? {} : { credentialId: request.credentialId, documents: String(request.documents.length) }),
    },
  };
}

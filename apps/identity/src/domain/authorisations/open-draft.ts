import { activationChallenge, changeChallenge, toBase64Url } from '@paraph/kernel';
import { ServiceError } from '@paraph/contracts';
import { type ClientStore } from '../ports/client-store.js';
import { type KeyLifecycle } from '../ports/key-lifecycle.js';
import type { PendingAuthorisation } from '../ports/pending-authorisations.js';
import { type Sam } from '../ports/sam.js';
import type { CredentialRequest, DeletionRequest } from '../request/authorisation-request.js';
import { requireAccount } from '../request/require-account.js';
import type { Authorisation } from './authorisation.js';

/** What the SAM drafted for a request, and what its signer is shown. */
export interface OpenedDraft {
  readonly kept: Pick<Authorisation, 'activationId' | 'changeId' | 'challenge'>;
  /** Compact JWS. */
  readonly statement: string;
}

type Abandoned = Pick<Authorisation, 'activationId' | 'changeId' | 'enrolmentId' | 'scope'>;

/** Has the SAM draft what a request asks for: signatures, or the end of a credential. */
export class OpenDraft {
  constructor(
    private readonly sam: Sam,
    private readonly keyLifecycle: KeyLifecycle,
    private readonly clients: ClientStore,
  ) {}

  /** @throws ServiceError what the SAM or key-lifecycle refuse with */
  async activation(pending: PendingAuthorisation, request: CredentialRequest & { readonly credentialId: string }): Promise<OpenedDraft> {
    const { activationId, statement } = await this.sam.openActivation({
      clientId: pending.clientId,
      credentialId: request.credentialId,
      ...(request.account === undefined ? {} : { signerId: request.account }),
      documents: [...request.documents],
      ...(request.hashAlgorithmOid === undefined ? {} : { hashAlgorithmOid: request.hashAlgorithmOid }),
      numSignatures: request.numSignatures,
      ...signedRequest(pending),
    });
    return { kept: { activationId, challenge: toBase64Url(activationChallenge(statement)) }, statement };
  }

  /** Nobody signs in for it: whoever proves to be the credential's signer decides, as with signatures. */
  async deletion({ clientId }: PendingAuthorisation, request: DeletionRequest): Promise<OpenedDraft> {
    const { credentialId } = request;
    const client = await this.clients.find(clientId);
    if (client === undefined) throw new ServiceError('client.unknown', 'no client has this identifier');
    const { signerId } = await this.keyLifecycle.describeCredential({ credentialId, subscriberId: client.subscriberId });
    requireAccount(request, signerId);
    const { changeId, statement } = await this.sam.openChange({ credentialId, signerId, change: { act: 'destroy' } });
    return { kept: { changeId, challenge: toBase64Url(changeChallenge(statement)) }, statement };
  }

  /** Ends a draft, and the key of a session. Another enrolment is not ended: nobody completes it, and key-lifecycle destroys what it prepared. */
  async abandon({ activationId, changeId, enrolmentId, scope }: Abandoned, reason: 'refused' | 'failed'): Promise<void> {
    if (activationId !== undefined) await this.sam.abandonActivation({ activationId, reason });
    if (changeId !== undefined) await this.sam.abandonChange({ changeId });
    if (enrolmentId !== undefined && scope === 'credential') await this.keyLifecycle.endSession({ enrolmentId, reason });
  }
}

/** Only details are something the SAM compares; a signed query says the same to this service alone, and its label stays unverified. */
function signedRequest({ requestObject, parameters }: PendingAuthorisation): { readonly requestObject?: string } {
  return requestObject === undefined || parameters['authorization_details'] === undefined ? {} : { requestObject };
}

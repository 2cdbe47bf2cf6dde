import { enrolmentChallenge, toBase64Url } from '@paraph/kernel';
import type { NextStep } from '../carried/approval-visit.js';
import { OAuthRefusal } from '../oauth-refusal.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type ClientStore } from '../ports/client-store.js';
import { type KeyLifecycle } from '../ports/key-lifecycle.js';
import { type PendingAuthorisation } from '../ports/pending-authorisations.js';
import { type Sam } from '../ports/sam.js';
import type { CreationRequest } from '../request/authorisation-request.js';
import type { Authorisation } from '../authorisations/authorisation.js';
import { InteractionOver } from '../authorisations/interaction-over.js';
import { langOf } from '../carried/lang-of.js';

/** Has a credential prepared for the signer who signed in (CSC API 2.2 credentials/create), and leads through its enrolment. */
export class BeginCreation {
  constructor(
    private readonly authorisations: AuthorisationStore,
    private readonly clients: ClientStore,
    private readonly keyLifecycle: KeyLifecycle,
    private readonly sam: Sam,
  ) {}

  /**
   * The authorisation was claimed for this; it is open again afterwards.
   *
   * @throws OAuthRefusal if the client may not have such a credential made; ServiceError what key-lifecycle refuses with
   */
  async run(pending: PendingAuthorisation, authorisation: Authorisation, { certificatePolicy, signerId }: Creation): Promise<NextStep> {
    const client = await this.clients.find(pending.clientId);
    const offer = client?.settings.creation.find((one) => one.certificatePolicy === certificatePolicy);
    if (offer === undefined) throw new OAuthRefusal('invalid_request', 'Invalid parameter certificatePolicy');
    const { algorithm, policyId, provider } = offer;
    // Held: it signs nothing, and nobody sees it, until the client claims it with the token of this very authorisation.
    const { credentialId, enrolmentId } = await this.keyLifecycle.createCredential({ signerId, algorithm, policyId, provider, description: '', isHeld: true });
    const { statement } = await this.sam.describeEnrolment({ enrolmentId });
    const challenge = toBase64Url(enrolmentChallenge(statement));
    if (!(await this.authorisations.prepare(authorisation.id, { enrolmentId, credentialId, signerId, challenge })))
      throw new InteractionOver('it was answered');
    return { kind: 'approval', visit: { uid: pending.uid, statement, lang: langOf(pending) } };
  }

  /** The page of an enrolment that waits, once more. @throws ServiceError enrolment.* */
  async again(pending: PendingAuthorisation, enrolmentId: string): Promise<NextStep> {
    const { statement } = await this.sam.describeEnrolment({ enrolmentId });
    return { kind: 'approval', visit: { uid: pending.uid, statement, lang: langOf(pending) } };
  }
}

/** What is to be made, and for whom. */
export type Creation = Pick<CreationRequest, 'certificatePolicy'> & { readonly signerId: string };

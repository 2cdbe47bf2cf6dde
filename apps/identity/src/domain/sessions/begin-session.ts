import { enrolmentChallenge, newId, toBase64Url } from '@paraph/kernel';
import type { Authorisation } from '../authorisations/authorisation.js';
import type { NextStep } from '../carried/approval-visit.js';
import { langOf } from '../carried/lang-of.js';
import { digestOf } from '../digest-of.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import type { IdentityEvent } from '../ports/events.js';
import type { KeyLifecycle } from '../ports/key-lifecycle.js';
import type { PendingAuthorisation } from '../ports/pending-authorisations.js';
import type { Sam } from '../ports/sam.js';
import type { CreateSigner } from '../signers/create-signer.js';
import type { SessionRequest } from './session-request.js';

/** Who is going to sign is not known before the evidence is in, and then to the SAM: here the person has no other name. */
const NAME = 'One session';

/** Who opens a session, and where: its events name it. */
const REQUESTER = 'identity';

/** Has the key of one session made (IDN-07), and leads to the page where terms and documents are approved at once. */
export class BeginSession {
  constructor(
    private readonly authorisations: AuthorisationStore,
    private readonly signers: CreateSigner,
    private readonly keyLifecycle: KeyLifecycle,
    private readonly sam: Sam,
  ) {}

  /** @throws ServiceError what key-lifecycle or the SAM refuse with */
  async run(pending: PendingAuthorisation, request: SessionRequest, subscriberId: string): Promise<NextStep> {
    const signer =
      request.account === undefined
        ? { signerId: (await this.signers.run({ subscriberId, name: NAME }, REQUESTER)).signerId, subscriberId }
        : { signerId: request.account };
    const { signerId } = signer;
    const created = await this.keyLifecycle.createCredential({ ...signer, ...orderOf(pending, request) });
    const { credentialId, enrolmentId } = created;
    try {
      const { statement } = created.statement === undefined ? await this.sam.describeEnrolment({ enrolmentId }) : { statement: created.statement };
      const challenge = toBase64Url(enrolmentChallenge(statement));
      const course = { id: newId('req'), interactionDigest: digestOf(pending.uid), clientId: pending.clientId, scope: request.scope, state: 'open' } as const;
      const authorisation: Authorisation = { ...course, enrolmentId, credentialId, signerId, challenge };
      await this.authorisations.open(authorisation, openedEvent(authorisation, request));
      return visit(pending, statement);
    } catch (failure) {
      // Nobody would ever come to it: the SAM need not hold the key until its time is over.
      await this.keyLifecycle.endSession({ enrolmentId, reason: 'failed' }).catch(() => undefined);
      throw failure;
    }
  }

  /** The page of a session that waits, once more: the same key, the same statement. @throws ServiceError enrolment.* */
  async again(pending: PendingAuthorisation, enrolmentId: string): Promise<NextStep> {
    return visit(pending, (await this.sam.describeEnrolment({ enrolmentId })).statement);
  }
}

function orderOf({ clientId }: PendingAuthorisation, { offer, documents, hashAlgorithmOid }: SessionRequest) {
  const { policyId, algorithm, provider } = offer;
  const session = { clientId, documents: [...documents], ...(hashAlgorithmOid !== undefined && { hashAlgorithmOid }) };
  return { policyId, algorithm, provider, description: '', session };
}

function visit({ uid, parameters }: PendingAuthorisation, statement: string): NextStep {
  return { kind: 'approval', visit: { uid, statement, lang: langOf({ parameters }) } };
}

function openedEvent({ clientId, scope, enrolmentId = '', credentialId = '' }: Authorisation, { documents }: SessionRequest): IdentityEvent {
  return {
    type: 'authorisation-opened',
    actor: { kind: 'client', id: clientId },
    outcome: 'success',
    requester: clientId,
    particulars: { scope, enrolmentId, credentialId, documents: String(documents.length) },
  };
}

import { ServiceError, type QuorumAct } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { Credentials, type CredentialRequest, type CredentialState, type OpenEnrolment } from '../src/domain/credentials.js';
import { Proposals, type Proposal } from '../src/domain/proposals.js';
import {
  Register,
  type ClientDescription,
  type ClientRegistration,
  type LoginRegistration,
  type RegisteredClient,
  type RegisteredLogin,
} from '../src/domain/register.js';
import { TrustRecords, type TrustedClient } from '../src/domain/trust-records.js';

const MOMENT = '2027-03-01T09:00:00.000Z';

/** Answers one identifier of each kind and keeps what it was told. */
export class FakeRegister extends Register {
  readonly subscriberId = newId('sub');
  readonly clientId = newId('cli');
  readonly signerId = newId('sgn');
  readonly told: unknown[] = [];
  /** How the client proves itself. */
  authentication: ClientDescription['authentication'] = 'client_secret';
  failure: Error | undefined;

  override createSubscriber(subscriber: object): Promise<{ subscriberId: string }> {
    return this.#answer(subscriber, { subscriberId: this.subscriberId });
  }

  override listSubscribers(page: object): ReturnType<Register['listSubscribers']> {
    const subscribers = [{ subscriberId: this.subscriberId, name: 'Example', createdAt: MOMENT }];
    return this.#answer(page, { subscribers, next: this.subscriberId });
  }

  override createClient(registration: ClientRegistration): Promise<RegisteredClient> {
    return this.#answer(registration, { clientId: this.clientId, clientSecret: 'the secret' });
  }

  override describeSubscriber(subscriberId: string): ReturnType<Register['describeSubscriber']> {
    return this.#answer({ subscriberId }, { subscriberId, name: 'Example', contactEmail: 'contact@customer.example' });
  }

  override changeContact(change: Parameters<Register['changeContact']>[0]): ReturnType<Register['changeContact']> {
    return this.#answer(change, { name: 'Example', ...change });
  }

  override listClients(page: object): ReturnType<Register['listClients']> {
    return this.#answer(page, { clients: [this.client] });
  }

  override describeClient(clientId: string): Promise<ClientDescription> {
    return this.#answer({ clientId }, this.client);
  }

  override changeClient(change: object): Promise<ClientDescription> {
    return this.#answer(change, this.client);
  }

  override endClient(ending: object): ReturnType<Register['endClient']> {
    return this.#answer(ending, { clientId: this.clientId, endedAt: MOMENT });
  }

  override createSigner(signer: object): Promise<{ signerId: string }> {
    return this.#answer(signer, { signerId: this.signerId });
  }

  override listSigners(page: object): ReturnType<Register['listSigners']> {
    return this.#answer(page, { signers: [{ signerId: this.signerId, subscriberId: this.subscriberId, name: 'Alice', createdAt: MOMENT }] });
  }

  override describeSigner(signerId: string): ReturnType<Register['describeSigner']> {
    return this.#answer({ signerId }, { signerId, subscriberId: this.subscriberId, name: 'Alice' });
  }

  override createLogin(registration: LoginRegistration): Promise<RegisteredLogin> {
    return this.#answer(registration, { userName: registration.userName, password: 'the password' });
  }

  /** With something that no answer names: a digest that must not come out. */
  get client(): ClientDescription & { readonly secretDigest: string } {
    return {
      clientId: this.clientId,
      subscriberId: this.subscriberId,
      name: 'Sample',
      authentication: this.authentication,
      profile: 'strict',
      createdAt: MOMENT,
      redirectUris: ['https://sca.example/callback'],
      keyIds: [],
      settings: { profile: 'strict' },
      secretDigest: 'digest of the secret',
    };
  }

  async #answer<T>(told: unknown, answer: T): Promise<T> {
    if (this.failure) throw this.failure;
    this.told.push(told);
    return answer;
  }
}

/** Keeps the records it takes. */
export class FakeTrustRecords extends TrustRecords {
  readonly records: TrustedClient[] = [];
  failure: Error | undefined;

  override async record(client: TrustedClient): Promise<void> {
    if (this.failure) throw this.failure;
    this.records.push(client);
  }
}

/** Opens one enrolment, and keeps what else it was told. */
export class FakeCredentials extends Credentials {
  readonly enrolment: OpenEnrolment = { credentialId: newId('cred'), enrolmentId: newId('enr'), expiresAt: '2027-03-01T10:00:00.000Z' };
  readonly told: CredentialRequest[] = [];
  readonly stopped: unknown[] = [];
  readonly looked: unknown[] = [];
  failure: Error | undefined;

  override async renew(renewal: object): Promise<OpenEnrolment> {
    if (this.failure) throw this.failure;
    this.looked.push(renewal);
    return this.enrolment;
  }

  override async search(page: object): ReturnType<Credentials['search']> {
    if (this.failure) throw this.failure;
    this.looked.push(page);
    return { credentials: [this.found], next: this.found.credentialId };
  }

  override async describe(credentialId: string): ReturnType<Credentials['describe']> {
    if (this.failure) throw this.failure;
    return { ...this.found, credentialId, provider: 'http://idp.localhost:1', certificates: [] };
  }

  override async means(credentialId: string): ReturnType<Credentials['means']> {
    if (this.failure) throw this.failure;
    const one = { meansId: newId('mns'), kind: 'passkey', hint: 'abcd', usableFrom: MOMENT, isLocked: false } as const;
    return { ...this.found, credentialId, state: 'active', subject: 'CN=Alice', promise: 'shown', means: [one], stated: {} };
  }

  override async events(credentialId: string, limit: number): ReturnType<Credentials['events']> {
    if (this.failure) throw this.failure;
    this.looked.push({ credentialId, limit });
    return { events: [{ eventId: newId('evt'), at: MOMENT, type: 'credential-requested', outcome: 'success', actor: 'operator' }] };
  }

  readonly found = {
    credentialId: this.enrolment.credentialId,
    signerId: newId('sgn'),
    subscriberId: newId('sub'),
    state: 'active',
    algorithm: 'p256',
    policyId: 'sandbox',
    description: '',
    createdAt: MOMENT,
  } as const;

  override async create(request: CredentialRequest): Promise<OpenEnrolment> {
    if (this.failure) throw this.failure;
    this.told.push(request);
    return this.enrolment;
  }

  override async suspend(credentialId: string, reason: string): Promise<CredentialState> {
    if (this.failure) throw this.failure;
    this.stopped.push({ credentialId, reason });
    return { credentialId, state: 'suspended' };
  }

  override async refresh(credentialId: string): Promise<CredentialState> {
    if (this.failure) throw this.failure;
    return { credentialId, state: 'active' };
  }
}

/** Takes every act, and knows one proposal. */
export class FakeProposals extends Proposals {
  readonly proposal: Proposal = { proposalId: newId('prop'), statement: 'aaa.bbb.ccc', state: 'open', approvals: [], expiresAt: '2027-03-02T09:00:00.000Z' };
  readonly told: QuorumAct[] = [];
  failure: Error | undefined;

  override async propose(act: QuorumAct): Promise<Proposal> {
    if (this.failure) throw this.failure;
    this.told.push(act);
    return this.proposal;
  }

  override async list(limit: number): ReturnType<Proposals['list']> {
    const { proposalId, expiresAt } = this.proposal;
    return { proposals: [{ proposalId, act: 'limit-client' as const, state: 'open' as const, openedAt: MOMENT, expiresAt, approvals: [] }].slice(0, limit) };
  }

  override async describe(proposalId: string): Promise<Proposal> {
    if (proposalId !== this.proposal.proposalId) throw new ServiceError('proposal.unknown', 'no such proposal');
    return { ...this.proposal, state: 'done', approvals: [{ approverId: newId('apr'), name: 'Ann', at: '2027-03-01T09:00:00.000Z' }] };
  }
}

/** A client with a secret. */
export function aRegistration(): ClientRegistration {
  return { subscriberId: newId('sub'), name: 'Sample', redirectUris: ['https://sca.example/callback'], authentication: { method: 'client_secret' } };
}

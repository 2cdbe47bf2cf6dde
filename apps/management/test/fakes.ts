import { ServiceError, type QuorumAct } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { Credentials, type CredentialRequest, type CredentialState, type OpenEnrolment } from '../src/domain/credentials.js';
import { Proposals, type Proposal } from '../src/domain/proposals.js';
import { Register, type ClientRegistration, type LoginRegistration, type RegisteredClient, type RegisteredLogin } from '../src/domain/register.js';
import { TrustRecords, type TrustedClient } from '../src/domain/trust-records.js';

/** Answers one identifier of each kind and keeps what it was told. */
export class FakeRegister extends Register {
  readonly subscriberId = newId('sub');
  readonly clientId = newId('cli');
  readonly signerId = newId('sgn');
  readonly told: unknown[] = [];
  failure: Error | undefined;

  override subscriber(name: string): Promise<string> {
    return this.#answer({ name }, this.subscriberId);
  }

  override client(registration: ClientRegistration): Promise<RegisteredClient> {
    return this.#answer(registration, { clientId: this.clientId, clientSecret: 'the secret' });
  }

  override signer(subscriberId: string, name: string): Promise<string> {
    return this.#answer({ subscriberId, name }, this.signerId);
  }

  override login(registration: LoginRegistration): Promise<RegisteredLogin> {
    return this.#answer(registration, { userName: registration.userName, password: 'the password' });
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
  failure: Error | undefined;

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

  override async describe(proposalId: string): Promise<Proposal> {
    if (proposalId !== this.proposal.proposalId) throw new ServiceError('proposal.unknown', 'no such proposal');
    return { ...this.proposal, state: 'done', approvals: [{ approverId: newId('apr'), name: 'Ann', at: '2027-03-01T09:00:00.000Z' }] };
  }
}

/** A client with a secret. */
export function aRegistration(): ClientRegistration {
  return { subscriberId: newId('sub'), name: 'Sample', redirectUris: ['https://sca.example/callback'], authentication: { method: 'client_secret' } };
}

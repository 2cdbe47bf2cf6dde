import { ServiceError } from '@paraph/contracts';
import { keyAlgorithmFacts, type Clock, type KeyAlgorithm } from '@paraph/kernel';
import type { IdentityProviders } from '../evidence/oidc/identity-provider.js';
import { askedKinds } from '../means/registered-kinds.js';
import type { AlgorithmRules } from '../ports/algorithm-rules.js';
import type { Policies, Policy } from '../ports/policies.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { SessionDraft } from './enrolment.js';

/** What is asked for: whose key, of which kind, under which policy, to be proven by whom. */
export interface EnrolmentOrder {
  readonly credentialId: string;
  readonly signerId: string;
  readonly subscriberId: string;
  readonly algorithm: KeyAlgorithm;
  readonly policyId: string;
  readonly provider: string;
  /** The one client whose orders activate the key. */
  readonly orderingClientId?: string | undefined;
  /** The container the credential is to be in. */
  readonly containerId?: string | undefined;
}

/** A client whose orders activate a key. */
export interface OrderingClient {
  readonly id: string;
  readonly name: string;
}

/** What an enrolment that may be opened rests on. */
export interface AllowedEnrolment {
  readonly policy: Policy;
  readonly orderingClient?: OrderingClient;
  /** What is renewed, with the subject of its present certificate. */
  readonly renews?: RenewedCredential | undefined;
  /** Of a one-session credential: what its key will sign. */
  readonly session?: SessionDraft | undefined;
}

/** The credential that an enrolment renews, as its signer is shown it. */
export interface RenewedCredential {
  readonly kind: 'renewal' | 'update' | 'rekey';
  readonly credentialId: string;
  readonly subject: string;
}

/** Decides whether an enrolment may be opened at all, from data the operator gave this process and from its own records. */
export class EnrolmentRules {
  constructor(
    private readonly policies: Policies,
    private readonly algorithms: AlgorithmRules,
    private readonly providers: IdentityProviders,
    private readonly records: TrustRecords,
    private readonly clock: Clock,
  ) {}

  /** Answers the policy, and the client whose orders count, with the name the SAM has for it. @throws `request.invalid`, `evidence.provider_unknown`, `algorithm.unsupported`, `client.unknown`, `container.unknown`, `container.state`, `record.tampered` */
  async check(order: EnrolmentOrder): Promise<AllowedEnrolment> {
    const policy = this.policies.find(order.policyId);
    if (!policy) throw new ServiceError('request.invalid', 'no policy has this identifier');
    if (!(await this.providers.find(order.provider))) throw new ServiceError('evidence.provider_unknown', 'this identity provider is not pinned');
    if (!this.isMade(order.algorithm)) throw new ServiceError('algorithm.unsupported', `no new key of ${order.algorithm} is made`);
    const orderingClient = await this.orderingClient(policy, { ...order, orderingClientId: await this.orderingClientId(order) });
    return { policy, ...(orderingClient && { orderingClient }) };
  }

  /** Digest of the policy on algorithms, for the event that tells of a new key. */
  get algorithmsDigest(): string {
    return this.algorithms.digest;
  }

  private isMade(algorithm: KeyAlgorithm): boolean {
    const { family, bits } = keyAlgorithmFacts[algorithm];
    const rule = this.algorithms.find(algorithm);
    if (!rule || (family === 'rsa' && bits < this.algorithms.minimumRsaBits)) return false;
    const now = this.clock.now();
    return (!rule.generateFrom || now >= rule.generateFrom) && (!rule.generateUntil || now < rule.generateUntil);
  }

  // A key in a container is activated by the orders of the container's one client (SEA-01).
  private async orderingClientId({ containerId, orderingClientId, subscriberId }: EnrolmentOrder): Promise<string | undefined> {
    if (containerId === undefined) return orderingClientId;
    const container = await this.records.find('container', containerId);
    if (container?.body.subscriberId !== subscriberId) throw new ServiceError('container.unknown', 'the subscriber has no such container');
    const { state, clientId } = container.body;
    if (state !== 'open') throw new ServiceError('container.state', `no key is made in a container that is ${state}`);
    if (orderingClientId !== undefined && orderingClientId !== clientId)
      throw new ServiceError('request.invalid', 'orderingClientId: expected the client of the container, or none');
    return clientId;
  }

  // A client named for nothing would be a limit that nobody keeps; orders without a client would be anybody's.
  private async orderingClient(policy: Policy, { orderingClientId, subscriberId }: EnrolmentOrder): Promise<OrderingClient | undefined> {
    if (orderingClientId === undefined) {
      if (policy.evidence.every((kinds) => kinds.includes('order')))
        throw new ServiceError('request.invalid', 'orderingClientId: expected the client whose orders this policy asks for');
      return undefined;
    }
    if (!askedKinds(policy).includes('order')) throw new ServiceError('request.invalid', 'orderingClientId: this policy asks for no orders');
    const client = await this.records.find('client', orderingClientId);
    if (client?.body.subscriberId !== subscriberId) throw new ServiceError('client.unknown', 'the subscriber has no such client');
    return { id: client.id, name: client.body.name };
  }
}

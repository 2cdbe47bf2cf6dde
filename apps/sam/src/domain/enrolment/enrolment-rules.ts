import { ServiceError } from '@paraph/contracts';
import { keyAlgorithmFacts, type Clock, type KeyAlgorithm } from '@paraph/kernel';
import type { IdentityProviders } from '../evidence/oidc/identity-provider.js';
import { askedKinds } from '../means/registered-kinds.js';
import type { AlgorithmRules } from '../ports/algorithm-rules.js';
import type { Policies, Policy } from '../ports/policies.js';
import type { TrustRecords } from '../records/trust-records.js';

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

  /** Answers the policy, and the client whose orders count, with the name the SAM has for it. @throws `request.invalid`, `evidence.provider_unknown`, `algorithm.unsupported`, `client.unknown`, `record.tampered` */
  async check(order: EnrolmentOrder): Promise<AllowedEnrolment> {
    const policy = this.policies.find(order.policyId);
    if (!policy) throw new ServiceError('request.invalid', 'no policy has this identifier');
    if (!(await this.providers.find(order.provider))) throw new ServiceError('evidence.provider_unknown', 'this identity provider is not pinned');
    if (!this.isMade(order.algorithm)) throw new ServiceError('algorithm.unsupported', `no new key of ${order.algorithm} is made`);
    const orderingClient = await this.orderingClient(policy, order);
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

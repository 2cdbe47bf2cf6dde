import { ServiceError } from '@paraph/contracts';
import { algorithmPolicy, type Clock, type KeyAlgorithm } from '@paraph/kernel';
import type { IdentityProviders } from '../evidence/identity-provider.js';
import type { Policies, Policy } from '../ports/policies.js';
import type { EnrolmentDraft } from './enrolment.js';
import type { Enrolments } from './enrolments.js';

/** What is asked for: whose key, of which kind, under which policy, to be proven by whom. */
export interface EnrolmentOrder {
  readonly credentialId: string;
  readonly signerId: string;
  readonly subscriberId: string;
  readonly algorithm: KeyAlgorithm;
  readonly policyId: string;
  readonly provider: string;
}

/** How long a signer has. The person may have to be told first; nothing is at risk meanwhile, the key signs nothing. */
const LIFETIME_MS = 24 * 3_600_000;

/** Decides whether an enrolment may be opened at all, from data the operator gave this process. */
export class EnrolmentRules {
  constructor(
    private readonly policies: Policies,
    private readonly providers: IdentityProviders,
    private readonly enrolments: Enrolments,
    private readonly clock: Clock,
  ) {}

  /** @throws `request.invalid`, `evidence.provider_unknown`, `algorithm.unsupported`, `request.duplicate` */
  async check({ policyId, provider, algorithm, credentialId }: EnrolmentOrder): Promise<Policy> {
    const policy = this.policies.find(policyId);
    if (!policy) throw new ServiceError('request.invalid', 'no policy has this identifier');
    if (!this.providers.find(provider)) throw new ServiceError('evidence.provider_unknown', 'this identity provider is not pinned');
    const { generateUntil } = algorithmPolicy(algorithm);
    if (generateUntil && this.clock.now() >= generateUntil) throw new ServiceError('algorithm.unsupported', `no new key of ${algorithm} is made any more`);
    if (await this.enrolments.ofCredential(credentialId)) throw new ServiceError('request.duplicate', 'this credential has an enrolment');
    return policy;
  }

  /** The moment an enrolment opens, and its end. */
  period(): Pick<EnrolmentDraft, 'openedAt' | 'expiresAt'> {
    const now = this.clock.now();
    return { openedAt: now.toISOString(), expiresAt: new Date(now.getTime() + LIFETIME_MS).toISOString() };
  }
}

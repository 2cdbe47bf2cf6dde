import { ServiceError } from '@paraph/contracts';
import type { IdentityProviders } from '../../evidence/oidc/identity-provider.js';
import type { PasskeyVerifier } from '../../ports/passkey-verifier.js';
import type { Policies, Policy } from '../../ports/policies.js';
import type { BindingRecord, Means } from '../../records/record-kinds.js';
import type { ActOf } from '../proposal.js';

type By = ActOf<'replace-means'>['by'];

/** A telephone number as E.164 writes it, and what an e-mail address has at least. */
const ADDRESSES = { sms: /^\+[1-9]\d{6,14}$/, email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/ } as const;

/** Decides whether a means may take the place of another: a quorum is not above the credential's policy. */
export class ReplacementRules {
  constructor(
    private readonly policies: Policies,
    private readonly providers: IdentityProviders,
    private readonly passkeys: PasskeyVerifier,
  ) {}

  /** Answers the credential's policy. @throws `proposal.impossible`, `evidence.provider_unknown`, `request.invalid` */
  async check({ policyId, means }: BindingRecord, old: Means, by: By): Promise<Policy> {
    const policy = this.policies.find(policyId);
    if (!policy) throw impossible('the policy of the credential is no longer in force');
    if (old.kind !== by.kind) throw impossible('a means is replaced by one of the same kind');
    switch (by.kind) {
      case 'oidc':
        if (!(await this.providers.find(by.issuer))) throw new ServiceError('evidence.provider_unknown', 'this identity provider is not pinned');
        return policy;
      case 'one-time-code':
        if (!ADDRESSES[by.channel].test(by.address)) throw new ServiceError('request.invalid', 'by.address: expected +33612345678, or an e-mail address');
        return policy;
      case 'passkey':
        if (!this.passkeys.isPublicKey(by.passkey.publicKey)) throw new ServiceError('request.invalid', 'by.passkey.publicKey: expected the key of a passkey');
        // Nobody saw how it was made: whether it is bound to a device, and of which model, only a registration could show.
        if (policy.passkey.attestedModels.length > 0 || !policy.passkey.allowBackup)
          throw impossible('the policy counts only passkeys whose registration was seen');
        if (means.some((one) => one.kind === 'passkey' && one.id === by.passkey.id)) throw impossible('the credential has this passkey already');
        return policy;
    }
  }
}

function impossible(why: string): ServiceError {
  return new ServiceError('proposal.impossible', why);
}

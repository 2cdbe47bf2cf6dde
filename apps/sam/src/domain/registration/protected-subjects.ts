import { ServiceError } from '@paraph/contracts';
import type { Policies } from '../ports/policies.js';
import type { BindingRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { TrustedAuthorities, TrustedAuthority } from '../x509/trusted-authorities.js';
import type { PkiBody } from './pki-body.js';
import type { ProtectionRules } from './protection-rules.js';
import { Unprotectable } from './unprotectable.js';

/** Looks up whom a message is about, and which authority certifies them. */
export class ProtectedSubjects {
  constructor(
    private readonly records: TrustRecords,
    private readonly policies: Policies,
    private readonly trusted: TrustedAuthorities,
    private readonly rules: ProtectionRules,
  ) {}

  /** @throws NotDer, Unprotectable, `credential.unknown`, `credential.state`, `record.tampered` */
  async allow(body: PkiBody, credentialId: string, unbound: Uint8Array | undefined): Promise<void> {
    const binding = await this.records.find('binding', credentialId);
    if (!binding) throw new ServiceError('credential.unknown', 'no signer was proven for this credential');
    return this.rules.allow(body, { binding, authority: this.authorityOf(binding.body), unbound });
  }

  /** Whoever issued what is bound; before that, whom the policy names. */
  private authorityOf({ certificate, policyId }: BindingRecord): TrustedAuthority {
    const name = certificate ? certificate.issuer?.authority : this.policies.find(policyId)?.certificate.authority;
    const authority = name === undefined ? undefined : this.trusted.find(name);
    if (!authority) throw new Unprotectable('a credential that no authority elsewhere certifies');
    return authority;
  }
}

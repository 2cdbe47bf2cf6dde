import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { EnrolmentOrder } from '../enrolment/enrolment-rules.js';
import type { EnrolmentDraft } from '../enrolment/enrolment.js';
import type { Policy } from '../ports/policies.js';
import type { BindingRecord, BoundCertificate, TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import { EMBEDDED_AUTHORITY } from '../x509/certificate-profile.js';

/** What an enrolment renews, as its order names it. */
export type Renews = NonNullable<EnrolmentDraft['renews']>;

/** An order that renews something. */
export type RenewalOrder = EnrolmentOrder & { readonly renews: Renews };

/** A credential that may be renewed, with the certificate it has. */
export interface RenewableCredential {
  readonly binding: TrustRecord<'binding'>;
  readonly certificate: BoundCertificate;
}

/** Decides whether a credential may be renewed, by the SAM's own record of it. */
export class RenewalRules {
  constructor(
    private readonly records: TrustRecords,
    private readonly clock: Clock,
  ) {}

  /**
   * The credential an order renews: this very signer's, proven by the same provider, able to sign, and its certificate not over, since the key goes
   * with it (KEY-06).
   *
   * @throws `credential.unknown`, `credential.state`, `request.invalid`, `record.tampered`, `hsm.unavailable`
   */
  async check(order: RenewalOrder): Promise<RenewableCredential> {
    const { credentialId, kind } = order.renews;
    if ((kind === 'rekey') === (credentialId === order.credentialId))
      throw new ServiceError('request.invalid', 'renews: a rekey replaces another credential, anything else renews the very one');
    const binding = await this.records.find('binding', credentialId);
    const { signerId, subscriberId } = order;
    if (binding?.body.signerId !== signerId || binding.body.subscriberId !== subscriberId) throw new ServiceError('credential.unknown', 'no such credential');
    const { state, certificate, person, heldBy } = binding.body;
    if (state !== 'active' || !certificate || heldBy !== undefined) throw new ServiceError('credential.state', `a credential that is ${state} is not renewed`);
    if (this.clock.now() > new Date(certificate.validTo)) throw new ServiceError('credential.state', 'the certificate is over, and the key with it');
    // What replaces a seal in a container, or is certified again, stays in it (SEA-01).
    if (order.containerId !== binding.body.containerId) throw new ServiceError('request.invalid', 'containerId: expected that of the renewed credential');
    if (person.issuer !== order.provider) throw new ServiceError('request.invalid', 'provider: expected the one that proved the signer');
    return { binding, certificate };
  }

  /**
   * Whether the present key may be certified again under its policy: it stays the key it was, and does not outlive what the policy gives it (KEY-09).
   *
   * @throws `credential.state`, `request.invalid`
   */
  checkKey({ binding, certificate }: RenewableCredential, order: RenewalOrder, policy: Policy): void {
    const { body } = binding;
    if (order.policyId !== body.policyId || order.algorithm !== body.algorithm)
      throw new ServiceError('request.invalid', 'a renewal keeps policy and algorithm; a rekey may change them');
    // An authority elsewhere revokes what it issued last: of two certificates for one key the other would go on.
    if (policy.certificate.authority !== EMBEDDED_AUTHORITY || certificate.issuer !== undefined)
      throw new ServiceError('request.invalid', 'renews: keys that an authority elsewhere certifies are replaced by a rekey');
    const { keyLifetimeSeconds, validitySeconds } = policy.certificate;
    if (keyLifetimeSeconds === undefined) return;
    const endOfKey = madeAt(body).getTime() + keyLifetimeSeconds * 1_000;
    if (this.clock.now().getTime() + validitySeconds * 1_000 > endOfKey)
      throw new ServiceError('credential.state', 'the key would be certified beyond the end of its life: a rekey makes another');
  }
}

function madeAt({ keyAcceptedAt, enrolment }: BindingRecord): Date {
  return new Date(keyAcceptedAt ?? enrolment.acceptedAt);
}

import { ServiceError, type Registration } from '@paraph/contracts';
import { refusedEvidence } from '../evidence/refused-evidence.js';
import type { Policies, Policy } from '../ports/policies.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { OfferedMeans } from './means-offers.js';
import type { OfferSubject } from './offer-subject.js';
import { policyInForce } from './policy-in-force.js';

/** Decides what may be offered, from the SAM's records and policies alone. */
export class OfferRules {
  constructor(
    private readonly records: TrustRecords,
    private readonly policies: Policies,
  ) {}

  /**
   * The policy the registrations are held against, if they are exactly the kinds that are asked for, none left out.
   *
   * @throws `evidence.invalid`, `evidence.missing`
   */
  check(subject: OfferSubject, read: readonly Registration[]): Policy {
    const policy = policyInForce(this.policies, subject);
    const offered = read.map(({ kind }) => kind);
    if (new Set(offered).size < offered.length) throw refusedEvidence('a kind of means is offered twice');
    if (offered.some((kind) => !subject.kinds.includes(kind))) throw new ServiceError('evidence.missing', 'a means was offered that is not asked for');
    if (offered.length < subject.kinds.length) throw new ServiceError('evidence.missing', 'a means that is asked for was not offered');
    return policy;
  }

  /** Refuses a passkey the credential has already. @throws `evidence.invalid`, `record.tampered`, `hsm.unavailable` */
  async requireNew({ credentialId }: OfferSubject, offered: readonly OfferedMeans[]): Promise<void> {
    const binding = await this.records.find('binding', credentialId);
    const known = new Set(binding?.body.means.map((means) => (means.kind === 'passkey' ? means.id : undefined)));
    const isKnown = offered.some(({ means }) => means.kind === 'passkey' && known.has(means.id));
    if (isKnown) throw refusedEvidence('the passkey is registered for this credential already');
  }
}

import { ServiceError, type Registration } from '@paraph/contracts';
import { meansChallenge, toBase64Url } from '@paraph/kernel';
import { refusedEvidence } from '../evidence/refused-evidence.js';
import type { Policies } from '../ports/policies.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { Refusals } from '../refusals.js';
import type { MakeMeans } from './make-means.js';
import type { MeansOffers, OfferedMeans } from './means-offers.js';
import type { OfferSubject, OfferSubjects } from './offer-subject.js';
import { policyInForce } from './policy-in-force.js';
import { readRegistrations } from './read-registrations.js';

/** Takes what the approval page registered. It is nobody's means until evidence was given over a challenge that commits to it. */
export class OfferMeans {
  constructor(
    private readonly subjects: Readonly<Record<'enr' | 'chg', OfferSubjects>>,
    private readonly makeMeans: MakeMeans,
    private readonly offers: MeansOffers,
    private readonly basis: { readonly records: TrustRecords; readonly policies: Policies },
    private readonly refusals: Refusals,
  ) {}

  /**
   * Answers the kinds that were offered. An earlier offer is replaced, as long as no evidence commits to it.
   *
   * @throws what the subjects refuse with; `evidence.invalid`, `evidence.missing`, `hsm.unavailable`, `record.tampered`
   */
  run(reference: string, registrations: string): Promise<readonly string[]> {
    const sort = reference.startsWith('chg_') ? 'chg' : 'enr';
    const type = sort === 'chg' ? 'change-refused' : 'enrolment-refused';
    return this.refusals.recorded({ type, actor: { kind: 'system', id: 'identity' }, particulars: { reference, act: 'offer-means' } }, async () => {
      // 1. What waits for means, and under which policy.
      const subject = await this.subjects[sort].offerSubject(reference);
      const policy = policyInForce(this.basis.policies, subject);

      // 2. Exactly the kinds that are asked for, none left out.
      const read = readRegistrations(registrations);
      requireKinds(subject, read);

      // 3. Each was made for this challenge, and keeps the policy's rules.
      const offered: OfferedMeans[] = [];
      for (const registration of read) offered.push(await this.makeMeans.run(registration, { challenge: subject.challenge, policy }));
      await this.requireNew(subject, offered);

      // 4. From now on the evidence that is asked for commits to these registrations, letter by letter.
      const challenge = toBase64Url(meansChallenge(subject.challenge, registrations));
      const kinds = offered.map(({ means }) => means.kind);
      const { credentialId, signerId } = subject;
      await this.offers.store(
        reference,
        { challenge, offered },
        {
          type: 'means-offered',
          actor: { kind: 'system', id: 'identity' },
          outcome: 'success',
          recipient: signerId,
          particulars: { reference, credentialId, kinds: kinds.join(' ') },
        },
      );
      return kinds;
    });
  }

  private async requireNew({ credentialId }: OfferSubject, offered: readonly OfferedMeans[]): Promise<void> {
    const binding = await this.basis.records.find('binding', credentialId);
    const known = new Set(binding?.body.means.map((means) => (means.kind === 'passkey' ? means.id : undefined)));
    const isKnown = offered.some(({ means }) => means.kind === 'passkey' && known.has(means.id));
    if (isKnown) throw refusedEvidence('the passkey is registered for this credential already');
  }
}

function requireKinds({ kinds }: OfferSubject, read: readonly Registration[]): void {
  const offered = read.map(({ kind }) => kind);
  if (new Set(offered).size < offered.length) throw refusedEvidence('a kind of means is offered twice');
  if (offered.some((kind) => !kinds.includes(kind))) throw new ServiceError('evidence.missing', 'a means was offered that is not asked for');
  if (offered.length < kinds.length) throw new ServiceError('evidence.missing', 'a means that is asked for was not offered');
}

import { meansChallenge, toBase64Url } from '@paraph/kernel';
import type { Refusals } from '../refusals.js';
import type { MakeMeans } from './make-means.js';
import type { MeansOffers, OfferedMeans } from './means-offers.js';
import type { OfferRules } from './offer-rules.js';
import type { OfferSubjects } from './offer-subject.js';
import { readRegistrations } from './read-registrations.js';

/** Takes what the approval page registered. It is nobody's means until evidence was given over a challenge that commits to it. */
export class OfferMeans {
  constructor(
    private readonly subjects: OfferSubjects,
    private readonly rules: OfferRules,
    private readonly makeMeans: MakeMeans,
    private readonly offers: MeansOffers,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Answers the kinds that were offered. An earlier offer is replaced, as long as no evidence commits to it.
   *
   * @throws what the subjects refuse with; `evidence.invalid`, `evidence.missing`, `hsm.refused`, `hsm.unavailable`, `record.tampered`
   */
  run(reference: string, registrations: string): Promise<readonly string[]> {
    const type = reference.startsWith('chg_') ? 'change-refused' : 'enrolment-refused';
    const actor = { kind: 'system', id: 'identity' } as const;
    return this.refusals.recorded({ type, actor, particulars: { reference, act: 'offer-means' } }, async () => {
      // 1. What waits for means, which ones, and under which policy.
      const subject = await this.subjects.offerSubject(reference);
      const read = readRegistrations(registrations);
      const policy = this.rules.check(subject, read);

      // 2. Each was made for this challenge, keeps the policy's rules, and is new.
      const offered: OfferedMeans[] = [];
      for (const registration of read) offered.push(await this.makeMeans.run(registration, { challenge: subject.challenge, policy }));
      await this.rules.requireNew(subject, offered);

      // 3. From now on the evidence that is asked for commits to these registrations, letter by letter.
      const challenge = toBase64Url(meansChallenge(subject.challenge, registrations));
      const kinds = offered.map(({ means }) => means.kind);
      const { credentialId, signerId } = subject;
      const particulars = { reference, credentialId, kinds: kinds.join(' ') };
      await this.offers.store(reference, { challenge, offered }, { type: 'means-offered', actor, outcome: 'success', recipient: signerId, particulars });
      return kinds;
    });
  }
}

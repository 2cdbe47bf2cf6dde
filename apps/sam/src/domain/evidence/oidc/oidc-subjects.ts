import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { EvidenceDrafts } from '../../ports/evidence-drafts.js';
import { EvidenceSubjects, type EvidenceSubject } from '../../ports/evidence-subjects.js';
import type { TrustRecords } from '../../records/trust-records.js';
import { missingOf } from '../factors.js';
import { usableMeans } from '../usable-means.js';

/** Drafts of activations or changes, as far as they still want an ID token. */
export class OidcSubjects extends EvidenceSubjects {
  constructor(
    private readonly drafts: EvidenceDrafts,
    private readonly records: TrustRecords,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async subject(reference: string): Promise<EvidenceSubject> {
    const draft = await this.drafts.find(reference);
    const given = draft.given.map(({ kind }) => kind);
    const binding = await this.records.find('binding', draft.credentialId);
    const means = binding && usableMeans(binding.body, 'oidc', this.clock.now())[0];
    const isWanted = missingOf(draft.alternatives, given).some((kinds) => kinds.includes('oidc'));
    if (!means || !isWanted) throw new ServiceError('evidence.missing', 'no identity provider is asked here');
    return { reference, issuer: means.issuer, challenge: draft.challenge, openedAt: draft.openedAt };
  }
}

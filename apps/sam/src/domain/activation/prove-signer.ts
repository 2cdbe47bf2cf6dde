import { ServiceError } from '@paraph/contracts';
import { activationChallenge } from '@paraph/kernel';
import type { IdentityProviders } from '../evidence/identity-provider.js';
import type { EvidenceVerifier, OidcEvidence, ProvenIdentity } from '../ports/evidence-verifier.js';
import { Reason, type RefusalContext } from '../refusals.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { Activation } from './activation.js';
import type { DraftEvidence } from './draft-evidence.js';

/** Holds evidence against the person the binding record names: nobody else's word counts. */
export class ProveSigner {
  constructor(
    private readonly drafts: DraftEvidence,
    private readonly records: TrustRecords,
    private readonly providers: IdentityProviders,
    private readonly verifier: EvidenceVerifier,
  ) {}

  /**
   * @param learned what the event of a refusal tells beside its cause; the credential is added as soon as it is known
   * @throws `activation.unknown`, `activation.state`, `activation.expired`, `evidence.invalid`, `record.tampered`
   */
  async run(
    activationId: string,
    evidence: OidcEvidence,
    learned: RefusalContext['particulars'],
  ): Promise<{ readonly activation: Activation; readonly identity: ProvenIdentity }> {
    const activation = await this.drafts.openDraft(activationId);
    const { draft } = activation;
    learned['credentialId'] = draft.credentialId;
    const binding = await this.records.find('binding', draft.credentialId);
    if (binding?.body.state !== 'active') throw refused('the credential is not active');
    const provider = this.providers.find(draft.provider);
    if (!provider) throw refused('the provider is no longer pinned');

    const expected = { provider, challenge: activationChallenge(draft.statement), openedAt: new Date(draft.openedAt) };
    const identity = await this.verifier.verify(evidence, expected);
    const isEnrolled = binding.body.means.some(({ issuer, subject }) => issuer === identity.issuer && subject === identity.subject);
    if (!isEnrolled) throw refused('another person');
    return { activation, identity };
  }
}

function refused(why: string): ServiceError {
  return new ServiceError('evidence.invalid', 'the evidence is not accepted', { cause: new Reason(why) });
}

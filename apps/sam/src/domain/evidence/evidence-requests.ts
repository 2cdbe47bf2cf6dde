import { ServiceError } from '@paraph/contracts';
import type { ActivationEvidence, EnrolmentEvidence, EvidenceSubject } from '../ports/evidence-subjects.js';
import type { IdentityProviders, IdentityProvider } from './identity-provider.js';

/** Where an identity provider sends the browser back to: the identity service, which only carries bytes. */
export class RelyingParty {
  readonly redirectUri: string;

  constructor(identityOrigin: string) {
    this.redirectUri = `${identityOrigin}/evidence/oidc/callback`;
  }
}

/** Evidence that is wanted: for what, from whom, and where the answer goes. */
export interface EvidenceRequest {
  readonly subject: EvidenceSubject;
  readonly provider: IdentityProvider;
  readonly redirectUri: string;
}

/** Finds what a reference wants evidence for: an activation's draft or an enrolment. */
export class EvidenceRequests {
  constructor(
    private readonly activations: ActivationEvidence,
    private readonly enrolments: EnrolmentEvidence,
    private readonly providers: IdentityProviders,
    private readonly relyingParty: RelyingParty,
  ) {}

  /** @throws what the two kinds refuse with */
  async find(reference: string): Promise<EvidenceRequest> {
    const isEnrolment = reference.startsWith('enr_');
    const subject = await (isEnrolment ? this.enrolments : this.activations).subject(reference);
    const provider = this.providers.find(subject.issuer);
    if (!provider) throw new ServiceError(isEnrolment ? 'enrolment.state' : 'activation.state', 'the identity provider is no longer pinned');
    return { subject, provider, redirectUri: this.relyingParty.redirectUri };
  }
}

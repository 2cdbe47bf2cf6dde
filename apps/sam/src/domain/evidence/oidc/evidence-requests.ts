import { ServiceError } from '@paraph/contracts';
import type { EvidenceSubject, EvidenceSubjects } from '../../ports/evidence-subjects.js';
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

/** Where each sort of reference is looked up. */
export interface SubjectsByPrefix {
  readonly act: EvidenceSubjects;
  readonly enr: EvidenceSubjects;
  readonly chg: EvidenceSubjects;
}

const states = { act: 'activation.state', enr: 'enrolment.state', chg: 'change.state' } as const;

/** The sort of a reference, by its prefix. */
export function stateCode(reference: string): (typeof states)[keyof typeof states] {
  return states[prefixOf(reference)];
}

/** Finds what a reference wants an ID token for: an activation's draft, an enrolment or a change. */
export class EvidenceRequests {
  constructor(
    private readonly subjects: SubjectsByPrefix,
    private readonly providers: IdentityProviders,
    private readonly relyingParty: RelyingParty,
  ) {}

  /** @throws what the three kinds refuse with */
  async find(reference: string): Promise<EvidenceRequest> {
    const subject = await this.subjects[prefixOf(reference)].subject(reference);
    const provider = await this.providers.find(subject.issuer);
    if (!provider) throw new ServiceError(stateCode(reference), 'the identity provider is no longer pinned');
    return { subject, provider, redirectUri: this.relyingParty.redirectUri };
  }
}

function prefixOf(reference: string): keyof SubjectsByPrefix {
  if (reference.startsWith('enr_')) return 'enr';
  return reference.startsWith('chg_') ? 'chg' : 'act';
}

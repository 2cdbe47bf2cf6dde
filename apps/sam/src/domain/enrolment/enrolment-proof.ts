import { ServiceError } from '@paraph/contracts';
import type { IdentityProviders } from '../evidence/identity-provider.js';
import type { EvidenceVerifier, ProvenIdentity } from '../ports/evidence-verifier.js';
import { Reason } from '../refusals.js';
import { subjectClaims } from '../x509/signer-subject.js';
import type { EnrolmentDraft } from './enrolment.js';
import { evidenceSubject } from './enrolments.js';

/** Who answered the challenge, and what of that person goes into the certificate. */
export interface ProvenSigner {
  readonly person: ProvenIdentity;
  /** By their OpenID Connect names; from verified claims only (IDN-06). */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Verifies that a signer answered an enrolment's challenge. */
export class EnrolmentProof {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly verifier: EvidenceVerifier,
  ) {}

  /** @throws `evidence.invalid`; the detail never says which check failed, the cause does */
  async verify(draft: EnrolmentDraft, idToken: string): Promise<ProvenSigner> {
    const provider = this.providers.find(draft.provider);
    if (!provider) throw refused('the provider is no longer pinned');
    const { challenge, openedAt } = evidenceSubject(draft);
    const person = await this.verifier.verify({ kind: 'oidc', idToken }, { provider, challenge, openedAt });
    if (person.issuer !== draft.provider) throw refused('another provider vouches');
    const claims = subjectClaims(person.attributes);
    if ('flaw' in claims) throw refused(claims.flaw);
    return { person, attributes: claims.attributes };
  }
}

function refused(why: string): ServiceError {
  return new ServiceError('evidence.invalid', 'the evidence is not accepted', { cause: new Reason(why) });
}

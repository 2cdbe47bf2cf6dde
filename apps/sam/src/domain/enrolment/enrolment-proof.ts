import type { IdentityProviders } from '../evidence/oidc/identity-provider.js';
import { refusedEvidence } from '../evidence/refused-evidence.js';
import { policyInForce } from '../means/policy-in-force.js';
import type { IdTokenVerifier, ProvenIdentity } from '../ports/id-token-verifier.js';
import type { Policies } from '../ports/policies.js';
import { subjectClaims } from '../x509/signer-subject.js';
import { codeAddress, type CodeAddress } from './code-address.js';
import type { SamePerson } from '../renewal/accepted-renewal.js';
import { evidenceSubject, type OpenEnrolmentDraft } from './enrolments.js';

/** Who answered the challenge, what of that person goes into the certificate, and where codes reach them. */
export interface ProvenSigner {
  readonly person: ProvenIdentity;
  /** By their OpenID Connect names; from verified claims only (IDN-06). */
  readonly attributes: Readonly<Record<string, string>>;
  /** Where the policy asks for one-time codes: from a verified claim only. */
  readonly address: CodeAddress | undefined;
}

/** Verifies that a signer answered an enrolment's challenge. */
export class EnrolmentProof {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly verifier: IdTokenVerifier,
    private readonly policies: Policies,
    private readonly samePerson: SamePerson,
  ) {}

  /** @throws `evidence.invalid`, `enrolment.state` for a renewal of what has ended meanwhile; the detail never says which check failed, the cause does */
  async verify(open: OpenEnrolmentDraft, idToken: string): Promise<ProvenSigner> {
    const policy = policyInForce(this.policies, open.draft);
    const provider = await this.providers.find(open.draft.provider);
    if (!provider) throw refusedEvidence('the provider is no longer pinned');
    const { challenge, openedAt } = evidenceSubject(open);
    const person = await this.verifier.verify(idToken, { provider, challenge, openedAt });
    if (person.issuer !== open.draft.provider) throw refusedEvidence('another provider vouches');
    const claims = subjectClaims(person.attributes, policy.certificate);
    if ('flaw' in claims) throw refusedEvidence(claims.flaw);
    const proven = { person, attributes: claims.attributes, address: codeAddress(policy, person.attributes) };
    await this.samePerson.check(open.draft, proven);
    return proven;
  }
}

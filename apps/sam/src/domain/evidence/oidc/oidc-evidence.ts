import type { EvidenceOf } from '@paraph/contracts';
import type { IdTokenVerifier } from '../../ports/id-token-verifier.js';
import { EvidenceVerifier, type ExpectedEvidence, type VerifiedEvidence } from '../../ports/evidence-verifier.js';
import { refusedEvidence } from '../refused-evidence.js';
import { usableMeans } from '../usable-means.js';
import type { IdentityProviders } from './identity-provider.js';

/** Delegated authentication: proves that the person was there, not what they saw. */
export class OidcEvidence extends EvidenceVerifier<'oidc'> {
  override readonly kind = 'oidc';

  constructor(
    private readonly providers: IdentityProviders,
    private readonly verifier: IdTokenVerifier,
  ) {
    super();
  }

  override async verify({ idToken }: EvidenceOf<'oidc'>, { draft, binding, now }: ExpectedEvidence): Promise<VerifiedEvidence> {
    const enrolled = usableMeans(binding, 'oidc', now);
    const [first] = enrolled;
    if (!first) throw refusedEvidence('no account at a provider is enrolled');
    const provider = await this.providers.find(first.issuer);
    if (!provider) throw refusedEvidence('the provider is no longer pinned');
    const person = await this.verifier.verify(idToken, { provider, challenge: draft.challenge, openedAt: draft.openedAt });
    const means = enrolled.find(({ issuer, subject }) => issuer === person.issuer && subject === person.subject);
    if (!means) throw refusedEvidence('another person');
    return {
      proof: {
        kind: 'oidc',
        meansId: means.meansId,
        at: person.authenticatedAt.toISOString(),
        evidenceDigest: person.evidenceDigest,
        facts: { issuer: person.issuer, ...(person.level === undefined ? {} : { level: person.level }) },
      },
    };
  }
}

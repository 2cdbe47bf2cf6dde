import type { EvidenceOf } from '@paraph/contracts';
import type { MeansCounters } from '../../ports/means-counters.js';
import type { PasskeyVerifier } from '../../ports/passkey-verifier.js';
import { EvidenceVerifier, type ExpectedEvidence, type VerifiedEvidence } from '../../ports/evidence-verifier.js';
import { refusedEvidence } from '../refused-evidence.js';
import { usableMeans } from '../usable-means.js';
import { assertionDigest } from './assertion-digest.js';
import { countOn } from './sign-count.js';

/** A passkey over the challenge that the approval page computed from what it showed (architecture 6.2). */
export class PasskeyEvidence extends EvidenceVerifier<'passkey'> {
  override readonly kind = 'passkey';

  constructor(
    private readonly verifier: PasskeyVerifier,
    private readonly counters: MeansCounters,
  ) {
    super();
  }

  override async verify({ assertion }: EvidenceOf<'passkey'>, { draft, binding, policy, now }: ExpectedEvidence): Promise<VerifiedEvidence> {
    const means = usableMeans(binding, 'passkey', now).find(({ id }) => id === assertion.id);
    if (!means) throw refusedEvidence('no passkey of this credential that counts now');
    const { signCount: lastCount } = await this.counters.read(means.meansId);
    const { id, publicKey, meansId, aaguid } = means;
    const { signCount, backedUp, backupEligible } = await this.verifier.assert(assertion, { challenge: draft.challenge, id, publicKey, signCount: lastCount });
    // A key that was bound to its device and suddenly is not was never what it said (WebAuthn Level 3, 7.2).
    if (backupEligible && !means.backupEligible) throw refusedEvidence('the passkey was bound to its device when it was registered');
    if (backupEligible && !policy.passkey.allowBackup) throw refusedEvidence('the passkey can be copied to other devices');
    return {
      proof: {
        kind: 'passkey',
        meansId,
        at: now.toISOString(),
        evidenceDigest: assertionDigest(assertion),
        facts: { aaguid, attestation: means.attestation, backupEligible: String(backupEligible), backedUp: String(backedUp) },
      },
      alongside: (transaction) => countOn(this.counters, transaction, { meansId, signCount }),
    };
  }
}

import type { EvidenceOf } from '@paraph/contracts';
import { sha256, toBase64Url } from '@paraph/kernel';
import { EvidenceVerifier, type ExpectedEvidence, type VerifiedEvidence } from '../../ports/evidence-verifier.js';
import type { TypedSecrets } from '../typed/typed-secrets.js';
import type { CheckPin } from './check-pin.js';

/** A PIN typed on the approval page: knowledge, and presence only. `PresentEvidence` lets nobody try before another factor. */
export class PinEvidence extends EvidenceVerifier<'pin'> {
  override readonly kind = 'pin';

  constructor(
    private readonly secrets: TypedSecrets,
    private readonly checkPin: CheckPin,
  ) {
    super();
  }

  override async verify({ sealed }: EvidenceOf<'pin'>, { draft, ...expected }: ExpectedEvidence): Promise<VerifiedEvidence> {
    const { reference, credentialId, challenge } = draft;
    const pin = await this.secrets.open(sealed, { challenge, kind: this.kind });
    // Over the ciphertext: a digest of the PIN itself would give it away.
    return this.checkPin.run(pin, { ...expected, reference, credentialId, evidenceDigest: toBase64Url(sha256(sealed)) });
  }
}

import type { EvidenceOf } from '@paraph/contracts';
import { sha256, toBase64Url } from '@paraph/kernel';
import { EvidenceVerifier, type ExpectedEvidence, type VerifiedEvidence } from '../../ports/evidence-verifier.js';
import type { TypedSecrets } from '../typed/typed-secrets.js';
import type { CheckTotp } from './check-totp.js';

/** A code of the signer's generator, typed on the approval page: possession, and presence only. */
export class TotpEvidence extends EvidenceVerifier<'totp'> {
  override readonly kind = 'totp';

  constructor(
    private readonly secrets: TypedSecrets,
    private readonly checkTotp: CheckTotp,
  ) {
    super();
  }

  override async verify({ sealed }: EvidenceOf<'totp'>, { draft, ...expected }: ExpectedEvidence): Promise<VerifiedEvidence> {
    const { reference, credentialId, challenge } = draft;
    const code = await this.secrets.open(sealed, { challenge, kind: this.kind });
    return this.checkTotp.run(code, { ...expected, reference, credentialId, evidenceDigest: toBase64Url(sha256(sealed)) });
  }
}

import type { EvidenceOf } from '@paraph/contracts';
import { sha256, toBase64Url } from '@paraph/kernel';
import { EvidenceVerifier, type ExpectedEvidence, type VerifiedEvidence } from '../../ports/evidence-verifier.js';
import type { TypedSecrets } from '../typed/typed-secrets.js';
import type { CheckCode } from './check-code.js';

/** A code sent to the signer's own address, in a message that named what is approved: possession, over what was read there. */
export class OneTimeCodeEvidence extends EvidenceVerifier<'one-time-code'> {
  override readonly kind = 'one-time-code';

  constructor(
    private readonly secrets: TypedSecrets,
    private readonly checkCode: CheckCode,
  ) {
    super();
  }

  override async verify({ sealed }: EvidenceOf<'one-time-code'>, { draft, binding, policy, now }: ExpectedEvidence): Promise<VerifiedEvidence> {
    const { reference, challenge, credentialId } = draft;
    const typed = await this.secrets.open(sealed, { challenge, kind: this.kind });
    const { means, alongside } = await this.checkCode.run(typed, { reference, challenge, credentialId, binding, policy, now });
    const evidenceDigest = toBase64Url(sha256(sealed));
    return { proof: { kind: this.kind, meansId: means.meansId, at: now.toISOString(), evidenceDigest, facts: { channel: means.channel } }, alongside };
  }
}

import type { EvidenceOf } from '@paraph/contracts';
import { EvidenceVerifier, type ExpectedEvidence, type VerifiedEvidence } from '../../ports/evidence-verifier.js';
import type { TypedSecrets } from '../typed/typed-secrets.js';
import type { CheckCode } from './check-code.js';
import { bondOf } from './code-bond.js';

/** A code sent to the signer's own address: possession. Where the message named what is approved, it was read there, too. */
export class OneTimeCodeEvidence extends EvidenceVerifier<'one-time-code'> {
  override readonly kind = 'one-time-code';

  constructor(
    private readonly secrets: TypedSecrets,
    private readonly checkCode: CheckCode,
  ) {
    super();
  }

  override async verify({ sealed }: EvidenceOf<'one-time-code'>, { draft, ...expected }: ExpectedEvidence): Promise<VerifiedEvidence> {
    const typed = await this.secrets.open(sealed, { challenge: draft.challenge, kind: this.kind });
    const bond = bondOf(draft);
    const { means, digest, alongside } = await this.checkCode.run(typed, { ...expected, bond, credentialId: draft.credentialId });
    const facts = { channel: means.channel, ...(bond.scope === 'presence' ? { scope: bond.scope } : {}) };
    return { proof: { kind: this.kind, meansId: means.meansId, at: expected.now.toISOString(), evidenceDigest: digest, facts }, alongside };
  }
}

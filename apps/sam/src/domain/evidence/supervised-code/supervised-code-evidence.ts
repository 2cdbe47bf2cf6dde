import type { Approver, EvidenceOf } from '@paraph/contracts';
import { sha256, supervisorChallenge, toBase64Url } from '@paraph/kernel';
import { EvidenceVerifier, type ExpectedEvidence, type VerifiedEvidence } from '../../ports/evidence-verifier.js';
import { assertionDigest } from '../passkey/assertion-digest.js';
import type { CheckCode } from '../one-time-code/check-code.js';
import { bondOf } from '../one-time-code/code-bond.js';
import type { TypedSecrets } from '../typed/typed-secrets.js';
import type { Supervisors } from './supervisors.js';

/** Longest name that an event's list of people present still has room for, beside the id. */
const NAME = 160;

/**
 * A code that the signer reads while a known person stands beside: the signer's code and that person's own passkey, both over
 * this draft, both verified here.
 */
export class SupervisedCodeEvidence extends EvidenceVerifier<'supervised-code'> {
  override readonly kind = 'supervised-code';

  constructor(
    private readonly secrets: TypedSecrets,
    private readonly supervisors: Supervisors,
    private readonly checkCode: CheckCode,
  ) {
    super();
  }

  override async verify({ sealed, supervisor }: EvidenceOf<'supervised-code'>, expected: ExpectedEvidence): Promise<VerifiedEvidence> {
    const { draft, binding, policy, now } = expected;
    const { challenge, credentialId } = draft;
    const typed = await this.secrets.open(sealed, { challenge, kind: this.kind });
    // First the person beside: without one, nobody tries codes.
    const present = await this.supervisors.verify(supervisor, { challenge: supervisorChallenge(challenge), binding });
    const { means, digest, alongside } = await this.checkCode.run(typed, { bond: bondOf(draft), credentialId, binding, policy, now });
    const evidenceDigest = toBase64Url(sha256(digest, '.', assertionDigest(supervisor.assertion)));
    const facts = { channel: means.channel, supervisor: named(present.approver), supervisorBackedUp: String(present.backedUp) };
    return {
      proof: { kind: this.kind, meansId: means.meansId, at: now.toISOString(), evidenceDigest, facts },
      alongside: async (transaction) => {
        await alongside(transaction);
        await present.alongside(transaction);
      },
    };
  }
}

function named({ id, name }: Approver): string {
  return `${name.slice(0, NAME)} (${id})`;
}

import { ServiceError, type EvidenceOf } from '@paraph/contracts';
import { EvidenceVerifier, type ExpectedEvidence, type VerifiedEvidence } from '../../ports/evidence-verifier.js';
import { refusedEvidence } from '../refused-evidence.js';
import { usableMeans } from '../usable-means.js';
import type { Orders } from './orders.js';

/** A client's order as evidence: for credentials that belong to a client, such as seals. */
export class OrderEvidence extends EvidenceVerifier<'order'> {
  override readonly kind = 'order';

  constructor(private readonly orders: Orders) {
    super();
  }

  override async verify({ order }: EvidenceOf<'order'>, { draft, binding, now }: ExpectedEvidence): Promise<VerifiedEvidence> {
    const { clientId, hashAlgorithmOid } = draft;
    const means = usableMeans(binding, 'order', now).find((one) => one.clientId === clientId);
    if (!means || clientId === undefined || hashAlgorithmOid === undefined) throw refusedEvidence('the credential is not activated by orders of this client');
    const verified = await this.verified(order, { clientId, hashAlgorithmOid, draft });
    return {
      proof: {
        kind: 'order',
        meansId: means.meansId,
        at: verified.orderedAt.toISOString(),
        evidenceDigest: verified.digest,
        facts: { client: clientId, key: verified.keyId },
      },
    };
  }

  private async verified(
    order: string,
    { clientId, hashAlgorithmOid, draft }: { clientId: string; hashAlgorithmOid: string; draft: ExpectedEvidence['draft'] },
  ) {
    const hashes = draft.documents.map(({ hash }) => hash);
    try {
      return await this.orders.verify(order, {
        clientId,
        credentialId: draft.credentialId,
        hashes,
        hashAlgorithmOid,
        count: hashes.length + draft.remainingChoice,
      });
    } catch (error) {
      // Evidence is refused with one word, whatever is wrong with it.
      if (error instanceof ServiceError && error.code === 'order.invalid')
        throw new ServiceError('evidence.invalid', 'the evidence is not accepted', { cause: error.cause });
      throw error;
    }
  }
}

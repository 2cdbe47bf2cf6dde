import { ServiceError, type EvidenceOf } from '@paraph/contracts';
import type { UsableContainers } from '../../containers/usable-containers.js';
import { EvidenceVerifier, type ExpectedEvidence, type VerifiedEvidence } from '../../ports/evidence-verifier.js';
import { refusedEvidence } from '../refused-evidence.js';
import { usableMeans } from '../usable-means.js';
import type { Orders } from './orders.js';

/** How long a used order is remembered, in milliseconds: longer than any order lives. */
const REMEMBERED = 600_000;

/** A client's order as evidence: for credentials that belong to a client, such as seals. */
export class OrderEvidence extends EvidenceVerifier<'order'> {
  override readonly kind = 'order';
  /** Orders this replica saw used, and for what: it needs no database to know that a second draft is not theirs. */
  private readonly used = new Map<string, { readonly reference: string; readonly at: number }>();

  constructor(
    private readonly orders: Orders,
    private readonly containers: UsableContainers,
  ) {
    super();
  }

  override async verify({ order }: EvidenceOf<'order'>, { draft, binding, now }: ExpectedEvidence): Promise<VerifiedEvidence> {
    const { clientId, hashAlgorithmOid } = draft;
    const means = usableMeans(binding, 'order', now).find((one) => one.clientId === clientId);
    if (!means || clientId === undefined || hashAlgorithmOid === undefined) throw refusedEvidence('the credential is not activated by orders of this client');
    // An order for a key in a container counts while the container does, and within its policy (SEA-01).
    await this.containers.of(binding, { clientId, digestOid: hashAlgorithmOid });
    const verified = await this.verified(order, { clientId, hashAlgorithmOid, draft });
    return {
      proof: {
        kind: 'order',
        meansId: means.meansId,
        at: verified.orderedAt.toISOString(),
        evidenceDigest: verified.digest,
        facts: { client: clientId, key: verified.keyId },
      },
      alongside: () => this.use(verified.digest, draft.reference, now),
    };
  }

  // Remembered whatever becomes of the transaction; the same draft may come again.
  private async use(digest: string, reference: string, now: Date): Promise<void> {
    if ((this.used.get(digest)?.reference ?? reference) !== reference) throw refusedEvidence('used before');
    this.used.set(digest, { reference, at: now.getTime() });
    for (const [old, { at }] of this.used) {
      if (at + REMEMBERED > now.getTime()) break;
      this.used.delete(old);
    }
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

import { ServiceError } from '@paraph/contracts';
import { toBase64, type Clock } from '@paraph/kernel';
import type { Orders, VerifiedOrder } from '../evidence/order/orders.js';
import type { EvidenceLedger } from '../ports/evidence-ledger.js';
import type { AlgorithmRule } from '../ports/algorithm-rules.js';
import type { Policies } from '../ports/policies.js';
import type { UsableCredentials } from '../records/usable-credential.js';
import { Reason, type Refusals } from '../refusals.js';
import { allowedDigest, readDigest } from '../signing/digests.js';
import type { Authorisation, VerifySad } from '../signing/verify-sad.js';
import type { PresentedProof } from '../signing/verify-proof.js';
import type { Activation } from './activation.js';
import type { Activations } from './activations.js';
import { hashSetDigest } from './hash-set.js';

/** Digests a client adds to a counted activation. */
export interface ExtensionRequest {
  readonly sad: string;
  readonly clientId: string;
  readonly credentialId: string;
  /** Base64. */
  readonly hashes: readonly string[];
  readonly hashAlgorithmOid: string;
  readonly order?: string | undefined;
  readonly proof?: PresentedProof | undefined;
}

/** How often an addition is tried again when another request of the same activation was first. */
const TRIES = 5;

/** What additions rest on. */
export interface ExtensionBasis {
  readonly activations: Activations;
  readonly credentials: UsableCredentials;
  readonly policies: Policies;
  readonly used: EvidenceLedger;
}

/** Adds digests to a counted activation: documents the client chose and the signer did not see (architecture 6.2 point 4). */
export class ExtendActivation {
  constructor(
    private readonly verifySad: VerifySad,
    private readonly orders: Orders,
    private readonly basis: ExtensionBasis,
    private readonly clock: Clock,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Answers how many more the client may add.
   *
   * @throws `sad.invalid`, `sad.expired`, `proof.invalid`, `order.invalid`, `activation.too_many`, `credential.*`,
   * `hash.algorithm_unsupported`, `hash.length`, `record.tampered`
   */
  run(request: ExtensionRequest): Promise<{ readonly activationId: string; readonly remainingChoice: number }> {
    const { clientId, credentialId, hashes, hashAlgorithmOid } = request;
    const particulars: Record<string, string> = { credentialId, hashSet: hashSetDigest(hashAlgorithmOid, hashes), count: String(hashes.length) };
    return this.refusals.recorded({ type: 'order-refused', actor: { kind: 'client', id: clientId }, particulars }, async () => {
      // 1. The SAD is genuine, its bearer holds its key, and it is for this client and credential.
      const authorisation = await this.verifySad.run(request.sad, request.proof);
      particulars['activationId'] = authorisation.claims.jti;

      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        // 2. The activation leaves room, the credential may sign now, the digests are what the signer was told they would be.
        const { activation, rule } = await this.matched(authorisation, request);
        const added = digestsOf(activation, request, rule);

        // 3. The client orders exactly these, unless the policy waives it.
        const order = await this.ordered(activation, request, added);

        // 4. Places filled, order and proof used up, event written: together or not at all.
        const left = await this.write(activation, authorisation, { added, order, particulars });
        if (left !== undefined) return { activationId: activation.draft.activationId, remainingChoice: left };
      }
      throw new ServiceError('service.unavailable', 'other requests for this activation came first', { retryAfter: 1 });
    });
  }

  private async matched(
    { claims }: Authorisation,
    { clientId, credentialId }: ExtensionRequest,
  ): Promise<{ readonly activation: Activation; readonly rule: AlgorithmRule }> {
    if (claims.client !== clientId || claims.credential !== credentialId) throw invalid('the SAD is not for this bearer and credential');
    const { certificate, rule } = await this.basis.credentials.find({ clientId, credentialId });
    const activation = await this.basis.activations.find(claims.jti);
    if (activation?.draft.epoch !== claims.epoch) throw invalid('the activation is not the one the SAD names');
    if (certificate.fingerprint !== activation.draft.certificateFingerprint)
      throw new ServiceError('credential.disabled', 'the credential is not the one the signer was shown');
    return { activation, rule };
  }

  private async ordered({ draft, extension }: Activation, { order }: ExtensionRequest, hashes: readonly string[]): Promise<VerifiedOrder | undefined> {
    const policy = this.basis.policies.find(draft.policyId);
    // Under another policy than the one the signer was shown, perhaps a weaker one, nothing is added.
    const rule = policy?.digest === draft.policyDigest ? policy.counted : 'off';
    if (rule === 'off') throw new ServiceError('activation.too_many', 'the policy leaves no choice to the client');
    if (rule === 'free') return undefined;
    if (order === undefined) throw new ServiceError('order.invalid', 'the policy asks for an order of the client');
    const { clientId, credentialId, hashAlgorithmOid, activationId } = draft;
    const verified = await this.orders.verify(order, { clientId, credentialId, hashes, hashAlgorithmOid, count: hashes.length, activationId });
    // What was used stands in rows that anybody could delete; what was added on it stands under a MAC.
    if (extension?.additions.some(({ orderDigest }) => orderDigest === verified.digest)) throw usedBefore('order.invalid');
    return verified;
  }

  private async write(activation: Activation, { claims, proofDigest }: Authorisation, { added, order, particulars }: Addition): Promise<number | undefined> {
    const at = this.clock.now().toISOString();
    const additions = added.map((hash) => ({ hash, at, ...(order && { orderDigest: order.digest }) }));
    return this.basis.activations.extend(activation, additions, async (transaction) => {
      for (const digest of [order?.digest, proofDigest]) {
        if (digest === undefined || (await this.basis.used.spend(transaction, digest, claims.jti))) continue;
        throw usedBefore(digest === proofDigest ? 'proof.invalid' : 'order.invalid');
      }
      transaction.record({
        type: 'activation-extended',
        actor: { kind: 'client', id: claims.client },
        outcome: 'success',
        requester: claims.sub,
        particulars: { ...particulars, ...(order && { orderDigest: order.digest, orderKey: order.keyId }) },
      });
    });
  }
}

/** What is added, on which order. */
interface Addition {
  readonly added: readonly string[];
  readonly order: VerifiedOrder | undefined;
  readonly particulars: Readonly<Record<string, string>>;
}

function digestsOf({ draft }: Activation, { hashes, hashAlgorithmOid }: ExtensionRequest, rule: AlgorithmRule): readonly string[] {
  if (hashAlgorithmOid !== draft.hashAlgorithmOid)
    throw new ServiceError('hash.algorithm_unsupported', 'the digests are of another algorithm than the authorised ones');
  const facts = allowedDigest(hashAlgorithmOid, rule);
  return hashes.map((hash) => toBase64(readDigest(hash, facts).value));
}

function invalid(cause: string): ServiceError {
  return new ServiceError('sad.invalid', 'the SAD is not valid', { cause: new Reason(cause) });
}

function usedBefore(code: 'proof.invalid' | 'order.invalid'): ServiceError {
  return new ServiceError(code, 'it was used before', { cause: new Reason('used before') });
}

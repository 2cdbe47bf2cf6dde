import { ServiceError } from '@paraph/contracts';
import { toBase64, type Clock } from '@paraph/kernel';
import type { Orders, VerifiedOrder } from '../evidence/order/orders.js';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import type { EvidenceLedger } from '../ports/evidence-ledger.js';
import type { AlgorithmRule } from '../ports/algorithm-rules.js';
import type { Policies } from '../ports/policies.js';
import type { UsableCredentials } from '../records/usable-credential.js';
import { Reason, type Refusals } from '../refusals.js';
import { allowedDigest, measuredDigestOid, readDigest } from '../signing/digests.js';
import type { IssuedSad } from '../signing/issue-sad.js';
import { isForBearer, isOf } from '../signing/match-request.js';
import type { SadClaims } from '../signing/sad-claims.js';
import { sadPeriod } from '../signing/sad-period.js';
import type { Authorisation, VerifySad } from '../signing/verify-sad.js';
import type { PresentedProof } from '../signing/verify-proof.js';
import type { Activation } from './activation.js';
import { requireFilled, type Activations } from './activations.js';
import { editionOf, replacedSad } from './editions.js';
import { hashSetDigest } from './hash-set.js';
import { isSpent, remainingChoice, uncovered } from './occurrences.js';

/** Digests a client adds to a counted activation, and the SAD it wants replaced. */
export interface ExtensionRequest {
  readonly sad: string;
  readonly clientId: string;
  readonly signerId?: string | undefined;
  readonly credentialId: string;
  /** Base64; none where the policy leaves all to the client: then only the SAD is replaced. */
  readonly hashes: readonly string[];
  /** That of the activation, where none is said. */
  readonly hashAlgorithmOid?: string | undefined;
  readonly order?: string | undefined;
  readonly proof?: PresentedProof | undefined;
}

/** An extension, with the SAD that counts from now on. */
export interface ExtendedActivation extends IssuedSad {
  readonly activationId: string;
  /** How many more the client may add. */
  readonly remainingChoice: number;
}

/** How often an addition is tried again when another request of the same activation was first. */
const TRIES = 5;

/** What additions rest on. */
export interface ExtensionBasis {
  readonly activations: Activations;
  readonly credentials: UsableCredentials;
  readonly policies: Policies;
  readonly used: EvidenceLedger;
  readonly keys: AuthorityKeys;
}

/**
 * Adds digests to a counted activation, documents the client chose and the signer did not see (architecture 6.2 point 4), and
 * answers the SAD that takes the place of the one it was asked with (CSC v1 11.7, v2 11.9).
 */
export class ExtendActivation {
  constructor(
    private readonly verifySad: VerifySad,
    private readonly orders: Orders,
    private readonly basis: ExtensionBasis,
    private readonly clock: Clock,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Of two requests with one SAD, one gets the next; the other is told that its SAD is not valid.
   *
   * @throws `sad.invalid`, `sad.expired`, `sad.spent`, `proof.invalid`, `order.invalid`, `activation.too_many`, `credential.*`,
   * `hash.algorithm_unsupported`, `hash.length`, `record.tampered`; `request.invalid` for nothing to add where it has to be named
   */
  run(request: ExtensionRequest): Promise<ExtendedActivation> {
    const { clientId, credentialId, hashes, hashAlgorithmOid } = request;
    const particulars: Record<string, string> = { credentialId, hashSet: hashSetDigest(hashAlgorithmOid ?? '', hashes), count: String(hashes.length) };
    return this.refusals.recorded({ type: 'order-refused', actor: { kind: 'client', id: clientId }, particulars }, async () => {
      // 1. The SAD is genuine, its bearer holds its key, and it is for this client, person and credential.
      const authorisation = await this.verifySad.run(request.sad, request.proof);
      particulars['activationId'] = authorisation.claims.jti;

      let next: { readonly claims: SadClaims; readonly jws: string } | undefined;
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        // 2. The SAD is the current one and not spent, the credential may sign now, the digests are what the signer was told they would be.
        const { activation, rule } = await this.matched(authorisation, request);
        const added = addedOf(activation, request, rule);

        // 3. The client orders exactly these, unless the policy waives it.
        const order = await this.ordered(activation, request, added);

        // 4. The next SAD: signed first, given out only if this request is the one that moves the activation on.
        next ??= await this.next(activation, authorisation);

        // 5. Places filled, SAD replaced, order and proof used up, events written: together or not at all.
        const left = await this.write(activation, authorisation, { added, order, particulars, next: next.claims });
        if (left === undefined) continue;
        return { activationId: activation.draft.activationId, remainingChoice: left, sad: next.jws, expiresAt: new Date(next.claims.exp * 1_000) };
      }
      throw new ServiceError('service.unavailable', 'other requests for this activation came first', { retryAfter: 1 });
    });
  }

  private async matched({ claims }: Authorisation, request: ExtensionRequest): Promise<{ readonly activation: Activation; readonly rule: AlgorithmRule }> {
    const { clientId, credentialId } = request;
    if (!isForBearer(claims, request)) throw invalid('the SAD is not for this bearer and credential');
    const { binding, certificate, rule } = await this.basis.credentials.find({ clientId, credentialId });
    await this.basis.credentials.container(binding.body, { clientId });
    const activation = await this.basis.activations.find(claims.jti);
    if (!activation || !isOf(claims, activation.draft)) throw invalid('the activation is not the one the SAD names');
    if (editionOf(activation) !== editionOf(claims)) throw replacedSad();
    if (activation.state !== 'issued') throw invalid('the activation is over');
    if (isSpent(activation.occurrences)) throw new ServiceError('sad.spent', 'nothing is left of what the SAD authorised');
    if (certificate.fingerprint !== activation.draft.certificateFingerprint)
      throw new ServiceError('credential.disabled', 'the credential is not the one the signer was shown');
    requireFilled(activation);
    return { activation, rule };
  }

  private async ordered({ draft, extension }: Activation, { order }: ExtensionRequest, { asked, hashAlgorithmOid }: Added): Promise<VerifiedOrder | undefined> {
    const policy = this.basis.policies.find(draft.policyId);
    // Under another policy than the one the signer was shown, perhaps a weaker one, nothing is added.
    const rule = policy?.digest === draft.policyDigest ? policy.counted : 'off';
    if (rule === 'off') throw new ServiceError('activation.too_many', 'the policy leaves no choice to the client');
    if (rule === 'free') return undefined;
    if (order === undefined) throw new ServiceError('order.invalid', 'the policy asks for an order of the client');
    const { clientId, credentialId, activationId } = draft;
    const verified = await this.orders.verify(order, { clientId, credentialId, hashes: asked, hashAlgorithmOid, count: asked.length, activationId });
    // What was used stands in rows that anybody could delete; what was added on it stands under a MAC.
    if (extension?.additions.some(({ orderDigest }) => orderDigest === verified.digest)) throw usedBefore('order.invalid');
    return verified;
  }

  // Everything the signer decided stays as it was, the key of its bearer too: only its number and its time are new.
  private async next({ draft, completion }: Activation, { claims }: Authorisation): Promise<{ readonly claims: SadClaims; readonly jws: string }> {
    const period = completion && sadPeriod(draft, completion, this.clock.now());
    if (!period) throw new ServiceError('sad.expired', 'the session has ended');
    const next: SadClaims = { ...claims, edition: editionOf(claims) + 1, ...period };
    return { claims: next, jws: await this.basis.keys.signJws('sad', next) };
  }

  private async write(activation: Activation, { claims, proofDigest }: Authorisation, one: Step): Promise<number | undefined> {
    const { added, order, particulars, next } = one;
    const at = this.clock.now().toISOString();
    const { hashAlgorithmOid } = added;
    const other = hashAlgorithmOid === activation.draft.hashAlgorithmOid ? {} : { hashAlgorithmOid };
    const additions = added.hashes.map((hash) => ({ hash, ...other, at, ...(order && { orderDigest: order.digest }) }));
    const growth = { additions, edition: editionOf(claims), nextEdition: editionOf(next) };
    return this.basis.activations.extend(activation, growth, async (transaction) => {
      for (const digest of [order?.digest, proofDigest]) {
        if (digest === undefined || (await this.basis.used.spend(transaction, digest, claims.jti))) continue;
        throw usedBefore(digest === proofDigest ? 'proof.invalid' : 'order.invalid');
      }
      const actor = { kind: 'client', id: claims.client } as const;
      const orderFacts = order && { orderDigest: order.digest, orderKey: order.keyId };
      transaction.record({ type: 'activation-extended', actor, outcome: 'success', requester: claims.sub, particulars: { ...particulars, ...orderFacts } });
      const edition = { edition: String(next.edition), expiresAt: new Date(next.exp * 1_000).toISOString() };
      const sad = { activationId: claims.jti, credentialId: claims.credential, hashSet: claims.hashSetDigest, count: String(claims.count), ...edition };
      transaction.record({ type: 'sad-issued', actor, outcome: 'success', requester: claims.sub, recipient: claims.client, particulars: sad });
    });
  }
}

/** What is asked for, and what of it fills places. */
interface Added {
  /** Every digest of the request, Base64 as the SAM writes it: what an order has to name. */
  readonly asked: readonly string[];
  readonly hashes: readonly string[];
  readonly hashAlgorithmOid: string;
}

/** One extension, ready to be written. */
interface Step {
  readonly added: Added;
  readonly order: VerifiedOrder | undefined;
  readonly next: SadClaims;
  readonly particulars: Readonly<Record<string, string>>;
}

function addedOf({ draft, extension, occurrences }: Activation, { hashes, hashAlgorithmOid }: ExtensionRequest, rule: AlgorithmRule): Added {
  const isNamed = draft.scal !== '1';
  if (isNamed && hashes.length === 0) throw new ServiceError('request.invalid', 'hashes: expected those that are added');
  const oid = hashAlgorithmOid ?? (isNamed || hashes.length === 0 ? draft.hashAlgorithmOid : measuredDigestOid(hashes));
  if (isNamed && oid !== draft.hashAlgorithmOid)
    throw new ServiceError('hash.algorithm_unsupported', 'the digests are of another algorithm than the authorised ones');
  const facts = allowedDigest(oid, rule);
  const asked = hashes.map((hash) => toBase64(readDigest(hash, facts).value));
  // Whoever names what is authorised and not signed yet, where no place is left to fill, asks for nothing but the next SAD.
  const authorised = [...draft.hashes, ...(extension?.additions ?? []).map(({ hash }) => hash)];
  const room = remainingChoice(occurrences);
  const added = asked.length <= room ? asked : uncovered(authorised, occurrences, asked);
  if (added.length > room) throw new ServiceError('activation.too_many', 'more digests than the signer left to the client');
  return { asked, hashes: added, hashAlgorithmOid: oid };
}

function invalid(cause: string): ServiceError {
  return new ServiceError('sad.invalid', 'the SAD is not valid', { cause: new Reason(cause) });
}

function usedBefore(code: 'proof.invalid' | 'order.invalid'): ServiceError {
  return new ServiceError(code, 'it was used before', { cause: new Reason('used before') });
}

import { ServiceError } from '@paraph/contracts';
import { toBase64, type SignatureScheme } from '@paraph/kernel';
import type { Activation, ActivationDraft } from '../activation/activation.js';
import type { Activations } from '../activation/activations.js';
import { hashSetDigest } from '../activation/hash-set.js';
import type { ContainerAllowance } from '../containers/container-day.js';
import type { Reliance } from '../journal/journal-change.js';
import type { Digest } from '../ports/token.js';
import type { BindingRecord } from '../records/record-kinds.js';
import { Reason } from '../refusals.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { UsableCredentials } from '../records/usable-credential.js';
import { readDigest, resolveAlgorithm } from './digests.js';
import type { SadClaims } from './sad-claims.js';
import type { SignatureRequest } from './signature-request.js';
import type { Authorisation } from './verify-sad.js';

/** A request that fits its authorisation in everything but what is left of it: that, only the ledger knows. */
export interface MatchedRequest {
  readonly request: SignatureRequest;
  readonly draft: ActivationDraft;
  /** The same as it was read, with what has become of it so far. */
  readonly activation: Activation;
  /** All authorised hashes, Base64: those the signer was shown, then those the client added. */
  readonly authorised: readonly string[];
  readonly binding: BindingRecord;
  /** The records it was held against, in the versions that were read. */
  readonly decidedBy: readonly Reliance[];
  readonly digests: readonly Digest[];
  /** OID of their algorithm. */
  readonly hashAlgorithmOid: string;
  /** The same in Base64 as the SAM writes it: what is compared is bytes. */
  readonly hashes: readonly string[];
  readonly scheme: SignatureScheme;
  /** Digest of the policy on algorithms that allowed it. */
  readonly rulesDigest: string;
  /** Where the credential is in a container: what may be taken of its day. */
  readonly container?: ContainerAllowance | undefined;
}

/** Holds a request against what its SAD authorises and against the SAM's own records. */
export class MatchRequest {
  constructor(
    private readonly activations: Activations,
    private readonly records: TrustRecords,
    private readonly credentials: UsableCredentials,
  ) {}

  /**
   * @throws `sad.invalid`, `credential.unknown`, `credential.disabled`, `credential.certificate_expired`,
   * `algorithm.unsupported`, `hash.algorithm_missing`, `hash.algorithm_unsupported`, `hash.length`,
   * `hash.not_authorised`, `record.tampered`; for a container's credential `container.state`, `container.limit`
   */
  async run({ claims }: Authorisation, request: SignatureRequest): Promise<MatchedRequest> {
    const [binding, client, activation] = await Promise.all([
      this.records.find('binding', request.credentialId),
      this.records.find('client', request.clientId),
      this.activations.find(claims.jti),
    ]);

    // a. The credential is one the SAM bound, and the SAD is for it, this client and, where one is named, this person.
    if (!binding) throw new ServiceError('credential.unknown', 'no such credential');
    if (!client || !isForBearer(claims, request)) throw invalid('the SAD is not for this bearer and credential');

    // b. The activation is what the SAD names. Whether it is still open, the ledger decides under its lock.
    if (!activation || claims.epoch !== this.activations.epoch || !isOf(claims, activation.draft)) throw invalid('the activation is not the one the SAD names');

    // c. Certificate, key and person are those of the statement, and valid now.
    const { body } = binding;
    const { certificate, rule, rulesDigest } = this.credentials.judge(body);
    const { draft, extension } = activation;
    const same = certificate.fingerprint === draft.certificateFingerprint && body.signerId === draft.signerId && body.subscriberId === client.body.subscriberId;
    if (!same) throw new ServiceError('credential.disabled', 'the credential is not the one the signer was shown');

    // d. The algorithm fits the key and is allowed with it, and the digests are of the algorithm that was authorised.
    const { scheme, digest } = resolveAlgorithm(body.algorithm, request, rule);
    const digests = request.hashes.map((hash) => readDigest(hash, digest));
    // Bytes alone do not tell two digest algorithms of one length apart. Where nothing had to be named (SCAL 1), that is the client's choice, too.
    if (draft.scal !== '1' && digest.oid !== draft.hashAlgorithmOid)
      throw new ServiceError('hash.not_authorised', 'the digests are of another algorithm than the authorised ones');

    // e. The container, where there is one, signs for this client at this hour and over such digests.
    const container = await this.credentials.container(body, { clientId: client.id, digestOid: digest.oid });
    const authorised = [...draft.hashes, ...(extension?.additions ?? []).map(({ hash }) => hash)];
    const rows = [binding, client, ...(container ? [container.record] : [])].map(({ kind, id, version }) => ({ kind, id, version }));
    const decidedBy = [...rows, { kind: 'epoch', epoch: draft.epoch, otherwise: 'sad.invalid' } as const];
    const hashes = digests.map(({ value }) => toBase64(value));
    const algorithm = { digests, hashAlgorithmOid: digest.oid, scheme, rulesDigest, hashes };
    return { request, draft, activation, authorised, binding: body, decidedBy, ...algorithm, container: container?.allowance };
  }
}

/** Whether a SAD is for this client, credential and, where one is named, person. */
export function isForBearer(
  claims: SadClaims,
  { clientId, signerId, credentialId }: Pick<SignatureRequest, 'clientId' | 'signerId' | 'credentialId'>,
): boolean {
  return claims.client === clientId && claims.credential === credentialId && (signerId === undefined || claims.sub === signerId);
}

/** Whether an activation is what a SAD names. */
export function isOf(claims: SadClaims, draft: ActivationDraft): boolean {
  return (
    draft.clientId === claims.client &&
    draft.credentialId === claims.credential &&
    draft.signerId === claims.sub &&
    draft.epoch === claims.epoch &&
    draft.hashes.length + draft.remainingChoice === claims.count &&
    hashSetDigest(draft.hashAlgorithmOid, draft.hashes) === claims.hashSetDigest
  );
}

function invalid(cause: string): ServiceError {
  return new ServiceError('sad.invalid', 'the SAD is not valid', { cause: new Reason(cause) });
}

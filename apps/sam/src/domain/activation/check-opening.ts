import { MAX_DOCUMENTS, ServiceError } from '@paraph/contracts';
import { type Clock, toBase64 } from '@paraph/kernel';
import type { Policies, Policy } from '../ports/policies.js';
import type { BoundCertificate, TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import { usableCertificate } from '../records/usable-credential.js';
import { digestByOid, readDigest } from '../signing/digests.js';

/** A request to open an activation, its shape checked at the door. */
export interface OpeningRequest {
  readonly clientId: string;
  readonly credentialId: string;
  readonly signerId?: string | undefined;
  readonly documents: readonly { readonly hash: string; readonly label: string }[];
  readonly hashAlgorithmOid: string;
  readonly numSignatures: number;
}

/** An opening that may go on, with the SAM's own word on everything it rests on. */
export interface AllowedOpening {
  readonly client: TrustRecord<'client'>;
  readonly binding: TrustRecord<'binding'>;
  readonly certificate: BoundCertificate;
  readonly policy: Policy;
  readonly hashAlgorithmOid: string;
  readonly documents: readonly { readonly hash: string; readonly label: string }[];
}

/** Decides whether an activation may be opened, from the SAM's records and policies alone. */
export class CheckOpening {
  constructor(
    private readonly records: TrustRecords,
    private readonly policies: Policies,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws `client.unknown`, `credential.unknown`, `credential.disabled`, `credential.certificate_expired`,
   * `algorithm.unsupported`, `hash.algorithm_unsupported`, `hash.length`, `activation.too_many`, `record.tampered`
   */
  async run(request: OpeningRequest): Promise<AllowedOpening> {
    const { client, binding } = await this.recordsOf(request);
    const certificate = usableCertificate(binding.body, this.clock.now());
    const policy = this.policies.find(binding.body.policyId);
    if (!policy) throw new ServiceError('credential.disabled', 'the policy of the credential is not in force');

    const { hashAlgorithmOid, documents, numSignatures } = request;
    const digest = digestByOid(hashAlgorithmOid);
    const listed = documents.map(({ label, hash }) => ({ label, hash: toBase64(readDigest(hash, digest).value) }));
    const most = Math.min(client.body.multisign, policy.multisign, MAX_DOCUMENTS);
    // A bound activation: as many signatures as documents, none left for the client to choose later.
    if (numSignatures > most || documents.length > most || numSignatures > documents.length) {
      throw new ServiceError('activation.too_many', 'more signatures than this credential, client or list of hashes allows');
    }
    if (numSignatures < documents.length) throw new ServiceError('request.invalid', 'more hashes than signatures');
    return { client, binding, certificate, policy, hashAlgorithmOid, documents: listed };
  }

  // A credential of someone else's is as unknown as one that does not exist.
  private async recordsOf(request: OpeningRequest): Promise<Pick<AllowedOpening, 'client' | 'binding'>> {
    const client = await this.records.find('client', request.clientId);
    if (!client) throw new ServiceError('client.unknown', 'no such client');
    const binding = await this.records.find('binding', request.credentialId);
    const isVisible = binding?.body.subscriberId === client.body.subscriberId && (request.signerId === undefined || binding.body.signerId === request.signerId);
    if (!binding || !isVisible) throw new ServiceError('credential.unknown', 'no such credential');
    return { client, binding };
  }
}

import { MAX_DOCUMENTS, ServiceError, type EvidenceKind } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { codeMeans } from '../evidence/one-time-code/code-means.js';
import type { RequestObjects } from '../evidence/order/request-objects.js';
import { possibleAlternatives } from '../evidence/possible-alternatives.js';
import type { ActivationRows } from '../ports/activation-rows.js';
import type { Policies, Policy } from '../ports/policies.js';
import type { BindingRecord, BoundCertificate, TrustRecord } from '../records/record-kinds.js';
import type { UsableCredentials } from '../records/usable-credential.js';
import { listedDocuments } from './listed-documents.js';
import type { Enter } from './openings-under-way.js';

/** A request to open an activation, its shape checked at the door. */
export interface OpeningRequest {
  readonly clientId: string;
  readonly credentialId: string;
  readonly signerId?: string | undefined;
  readonly documents: readonly { readonly hash: string; readonly label: string }[];
  /** Where it is left out, the digests' length says it. */
  readonly hashAlgorithmOid?: string | undefined;
  readonly numSignatures: number;
  /** `explicit`: the application brings the evidence itself, nobody is shown a statement. */
  readonly mode?: 'page' | 'explicit' | undefined;
  /** The signer is sent a link to the page; only where the policy has it so. */
  readonly byLink?: boolean | undefined;
  /** The request object by which the client signed the same (RFC 9101), compact JWS. */
  readonly requestObject?: string | undefined;
}

/** A document whose label's source was judged. */
export interface AllowedDocument {
  readonly hash: string;
  readonly label: string;
  readonly labelSource: 'unverified' | 'client-signed';
}

/** An opening that may go on, with the SAM's own word on everything it rests on. */
export interface AllowedOpening {
  readonly client: TrustRecord<'client'>;
  readonly binding: TrustRecord<'binding'>;
  readonly certificate: BoundCertificate;
  readonly policy: Policy;
  readonly mode: 'page' | 'explicit';
  readonly byLink: boolean;
  /** Combinations of the policy that this credential's means can satisfy now. */
  readonly alternatives: readonly (readonly EvidenceKind[])[];
  readonly hashAlgorithmOid: string;
  readonly documents: readonly AllowedDocument[];
  readonly remainingChoice: number;
}

/** Decides whether an activation may be opened, from the SAM's records and policies alone. */
export class CheckOpening {
  constructor(
    private readonly credentials: UsableCredentials,
    private readonly policies: Policies,
    private readonly rows: ActivationRows,
    private readonly requestObjects: RequestObjects,
    private readonly clock: Clock,
  ) {}

  /**
   * @param enter the opening counts among others of this credential and client from here on, in this order
   * @throws `client.unknown`, `credential.unknown`, `credential.disabled`, `credential.certificate_expired`,
   * `algorithm.unsupported`, `hash.algorithm_unsupported`, `hash.length`, `activation.too_many`, `activation.busy`,
   * `order.invalid`, `record.tampered`; for a container's credential `container.state`, `container.limit`
   */
  async run(request: OpeningRequest, enter: Enter): Promise<AllowedOpening> {
    const { client, binding, certificate, rule } = await this.credentials.find(request);
    const [ofCredential = 0, ofClient = 0] = enter();
    const policy = this.policies.find(binding.body.policyId);
    if (!policy) throw new ServiceError('credential.disabled', 'the policy of the credential is not in force');

    const { documents, numSignatures, mode = 'page', byLink = false } = request;
    if (documents.length === 0 && policy.scal !== '1') throw new ServiceError('request.invalid', 'documents: expected at least one');
    const { hashAlgorithmOid, documents: listed } = listedDocuments(request, rule);
    await this.credentials.container(binding.body, { clientId: client.id, digestOid: hashAlgorithmOid });
    const most = Math.min(client.body.multisign, policy.multisign, MAX_DOCUMENTS);
    if (numSignatures > most || documents.length > most) throw tooMany();
    if (numSignatures < documents.length) throw new ServiceError('request.invalid', 'more hashes than signatures');
    // More signatures than hashes is a counted activation: the client chooses documents that the signer never sees.
    const remainingChoice = numSignatures - documents.length;
    if (remainingChoice > 0 && policy.counted === 'off') throw tooMany();

    const alternatives = possibleAlternatives(mode === 'page' ? policy.evidence : policy.explicit, binding.body, this.clock.now());
    if (alternatives.length === 0) throw new ServiceError('credential.disabled', 'no means of the credential counts at this moment');
    if (byLink) requireLink(policy, binding.body, this.clock.now());
    await this.requireRoom(policy, { clientId: client.id, credentialId: binding.id }, { ofCredential, ofClient });
    const labelSource = await this.requestObjects.labelSource(client, { ...request, hashAlgorithmOid, documents: listed });
    return {
      client,
      binding,
      certificate,
      policy,
      mode,
      byLink,
      alternatives,
      hashAlgorithmOid,
      documents: listed.map((one) => ({ ...one, labelSource })),
      remainingChoice,
    };
  }

  // Drafts cost memory and the signer's attention: a neighbour can fill neither (the caps are the policy's).
  private async requireRoom(
    { openDrafts }: Policy,
    by: { readonly clientId: string; readonly credentialId: string },
    others: { readonly ofCredential: number; readonly ofClient: number },
  ): Promise<void> {
    const open = await this.rows.countOpen(by, this.clock.now());
    if (open.ofCredential + others.ofCredential >= openDrafts.perCredential || open.ofClient + others.ofClient >= openDrafts.perClient)
      throw new ServiceError('activation.busy', 'too many authorisations wait for this credential or client', { retryAfter: 30 });
  }
}

function requireLink(policy: Policy, binding: BindingRecord, now: Date): void {
  if (!policy.byLink) throw new ServiceError('evidence.missing', 'the policy does not have the signer asked through a link');
  if (codeMeans(binding, policy, now).length === 0) throw new ServiceError('evidence.missing', 'no address counts that a link could go to');
}

function tooMany(): ServiceError {
  return new ServiceError('activation.too_many', 'more signatures than this credential, client or list of hashes allows');
}

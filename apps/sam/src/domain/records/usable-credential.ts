import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { ContainerUse, UsableContainer, UsableContainers } from '../containers/usable-containers.js';
import type { AlgorithmRule, AlgorithmRules } from '../ports/algorithm-rules.js';
import type { BindingRecord, BoundCertificate, TrustRecord } from './record-kinds.js';
import type { TrustRecords } from './trust-records.js';

/** What a credential that may sign signs under. */
export interface UsableCredential {
  readonly certificate: BoundCertificate;
  /** What its key's algorithm may be used with. */
  readonly rule: AlgorithmRule;
  /** Digest of the policy on algorithms that says so, for events. */
  readonly rulesDigest: string;
}

/** A credential as a client names it, and where it signs in, its person. */
export interface NamedCredential {
  readonly clientId: string;
  readonly credentialId: string;
  readonly signerId?: string | undefined;
}

/** Judges which credentials may be used, and by whom. */
export class UsableCredentials {
  constructor(
    private readonly records: TrustRecords,
    private readonly rules: AlgorithmRules,
    private readonly clock: Clock,
    private readonly containers: UsableContainers,
  ) {}

  /**
   * A credential that this client may use now. One of someone else's is as unknown as one that does not exist.
   *
   * @throws `client.unknown`, `credential.unknown`, `record.tampered`, and as `judge`
   */
  async find(named: NamedCredential): Promise<UsableCredential & { readonly client: TrustRecord<'client'>; readonly binding: TrustRecord<'binding'> }> {
    const [client, binding] = await Promise.all([this.records.find('client', named.clientId), this.records.find('binding', named.credentialId)]);
    if (!client) throw new ServiceError('client.unknown', 'no such client');
    const isVisible = binding?.body.subscriberId === client.body.subscriberId && (named.signerId === undefined || binding.body.signerId === named.signerId);
    if (!binding || !isVisible) throw new ServiceError('credential.unknown', 'no such credential');
    // Its one activation was made with it; nothing is opened or added afterwards.
    if (binding.body.heldBy !== undefined) throw new ServiceError('credential.disabled', 'a key of one session signs what that session authorised');
    return { client, binding, ...this.judge(binding.body) };
  }

  /** The container that a credential is in, if its keys sign now for whoever wants to use one. @throws as `UsableContainers.of` */
  container(binding: BindingRecord, use: ContainerUse): Promise<UsableContainer | undefined> {
    return this.containers.of(binding, use);
  }

  /**
   * Whether a credential may sign at this moment (ACT-08, ACT-09, KEY-09).
   *
   * @throws `credential.disabled`, `credential.certificate_expired`, `algorithm.unsupported`; `session.over` for a key of one session that ended
   */
  judge({ state, certificate, algorithm, heldBy }: BindingRecord): UsableCredential {
    const now = this.clock.now();
    if (heldBy !== undefined && state === 'destroyed') throw new ServiceError('session.over', 'the session of this key has ended');
    if (state !== 'active' || !certificate) throw new ServiceError('credential.disabled', 'the credential is not active');
    const [validFrom, validTo] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
    if (now < validFrom) throw new ServiceError('credential.disabled', 'the certificate is not valid yet');
    if (now > validTo) throw new ServiceError('credential.certificate_expired', 'the certificate has expired');

    const rule = this.rules.find(algorithm);
    if (!rule) throw new ServiceError('algorithm.unsupported', 'keys of this algorithm do not sign');
    const { signUntil, signOnlyIfCertifiedBefore } = rule;
    if (signUntil && now >= signUntil) throw new ServiceError('algorithm.unsupported', 'keys of this algorithm no longer sign');
    if (signOnlyIfCertifiedBefore && validFrom >= signOnlyIfCertifiedBefore)
      throw new ServiceError('algorithm.unsupported', 'a certificate of this date is not for a key of this algorithm');
    return { certificate, rule, rulesDigest: this.rules.digest };
  }
}

import { ServiceError } from '@paraph/contracts';
import type { TrustRecords } from '../records/trust-records.js';
import type { UsableCredentials } from '../records/usable-credential.js';
import { resolveAlgorithm } from '../signing/digests.js';
import type { Standing } from './job-ledger.js';
import type { SigningJob } from './signing-job.js';

/** Judges whether what a job was taken under still stands: hours may lie between. */
export class JudgeJob {
  constructor(
    private readonly records: TrustRecords,
    private readonly credentials: UsableCredentials,
  ) {}

  /** @throws `credential.disabled`, `credential.certificate_expired`, `algorithm.unsupported`, `container.state`, `container.limit`, `hsm.unavailable`, `record.tampered` */
  async run(job: SigningJob): Promise<Standing> {
    const [binding, client] = await Promise.all([this.records.find('binding', job.credentialId), this.records.find('client', job.clientId)]);
    const { body } = binding ?? {};
    const isThere = body?.keyId === job.keyId && body.publicKey === job.publicKey && body.signerId === job.signerId;
    if (!binding || !client || !body || !isThere || client.body.subscriberId !== body.subscriberId)
      throw new ServiceError('credential.disabled', 'the credential is not the one the request was taken for');
    const { certificate, rule, rulesDigest } = this.credentials.judge(body);
    if (certificate.fingerprint !== job.certificateFingerprint) throw new ServiceError('credential.disabled', 'the credential has another certificate now');
    const { scheme, digest } = resolveAlgorithm(body.algorithm, job.algorithm, rule);
    if (scheme !== job.scheme || digest.algorithm !== job.digestAlgorithm)
      throw new ServiceError('algorithm.unsupported', 'the algorithm means something else now');
    const container = await this.credentials.container(body, { clientId: client.id, digestOid: digest.oid });
    return { decidedBy: [binding, client, ...(container ? [container.record] : [])].map(({ kind, id, version }) => ({ kind, id, version })), rulesDigest };
  }
}

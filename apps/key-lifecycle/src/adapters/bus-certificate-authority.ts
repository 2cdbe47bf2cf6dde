import { requestCertificate, revokeCertificate, ServiceError, type ErrorCode, type ReplyOf } from '@paraph/contracts';
import { acceptCorrelationId, correlationId, runWork, type Bus } from '@paraph/platform';
import { CertificateAuthority, type CertificateRequest, type RevocationReason } from '../domain/certificate-authority.js';

/** Refusals about identifiers this service made up itself: for whoever waits, there is no certificate. */
const ours: ReadonlySet<ErrorCode> = new Set(['request.duplicate', 'credential.unknown', 'credential.state']);

/** Certificates through the CA connector. */
export class BusCertificateAuthority extends CertificateAuthority {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async request({ requestId, credentialId, policyId, csr }: CertificateRequest): Promise<readonly string[]> {
    try {
      const { certificate, chain } = await this.bus.call(requestCertificate, { requestId, credentialId, policyId, csr });
      return [certificate, ...chain];
    } catch (cause) {
      if (!(cause instanceof ServiceError) || !ours.has(cause.code)) throw cause;
      throw new ServiceError('certificate.refused', `the request was refused: ${cause.code}`, { cause });
    }
  }

  override revoke(credentialId: string, reason: RevocationReason): Promise<ReplyOf<typeof revokeCertificate>['state']> {
    // As with the key: what has ended is told however late the work at hand is.
    return runWork({ correlationId: acceptCorrelationId(correlationId()) }, async () => {
      const { state } = await this.bus.call(revokeCertificate, { credentialId, reason });
      return state;
    });
  }
}

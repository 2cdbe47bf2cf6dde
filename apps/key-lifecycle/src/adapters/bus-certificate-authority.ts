import { requestCertificate, ServiceError, type ErrorCode } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { CertificateAuthority, type CertificateRequest } from '../domain/certificate-authority.js';

/** Refusals about identifiers this service made up itself: for whoever waits, there is no certificate. */
const ours: ReadonlySet<ErrorCode> = new Set(['request.duplicate', 'credential.unknown', 'credential.state']);

/** Certificates through the CA connector. */
export class BusCertificateAuthority extends CertificateAuthority {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async request({ requestId, credentialId, csr }: CertificateRequest): Promise<readonly string[]> {
    try {
      const { certificate, chain } = await this.bus.call(requestCertificate, { requestId, credentialId, csr });
      return [certificate, ...chain];
    } catch (cause) {
      if (!(cause instanceof ServiceError) || !ours.has(cause.code)) throw cause;
      throw new ServiceError('certificate.refused', `the request was refused: ${cause.code}`, { cause });
    }
  }
}

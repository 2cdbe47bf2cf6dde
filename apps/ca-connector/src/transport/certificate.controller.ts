import { Controller } from '@nestjs/common';
import { describeCertificate, requestCertificate, ServiceError, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { fromBase64, toBase64 } from '@paraph/kernel';
import { Answers, Metrics } from '@paraph/platform';
import { RequestCertificate } from '../domain/request-certificate.js';
import { IssuedCertificates } from '../domain/revocation/issued-certificates.js';

/** Some of the call’s budget is kept back for the answer. */
const PATIENCE_MS = requestCertificate.budgetMs - 2_000;

/** Certificates: new ones for the key lifecycle, those that were issued for whoever verifies what they signed. */
@Controller()
export class CertificateController {
  private readonly answered: ReturnType<Metrics['counter']>;

  constructor(
    private readonly certificates: RequestCertificate,
    private readonly issued: IssuedCertificates,
    metrics: Metrics,
  ) {
    this.answered = metrics.counter({
      name: 'ca_connector_certificate_requests_total',
      help: 'Requests for certificates by what they were answered with',
      labels: ['outcome'],
    });
  }

  @Answers(requestCertificate)
  async requestCertificate({ csr, ...order }: RequestOf<typeof requestCertificate>): Promise<ReplyOf<typeof requestCertificate>> {
    try {
      const { certificate, chain } = await this.certificates.run({ ...order, csr: fromBase64(csr) ?? new Uint8Array() }, AbortSignal.timeout(PATIENCE_MS));
      this.answered.inc({ outcome: 'issued' });
      return { certificate: toBase64(certificate), chain: chain.map(toBase64) };
    } catch (error) {
      this.answered.inc({ outcome: error instanceof ServiceError ? error.code : 'internal' });
      throw error;
    }
  }

  @Answers(describeCertificate)
  async describeCertificate({ fingerprint }: RequestOf<typeof describeCertificate>): Promise<ReplyOf<typeof describeCertificate>> {
    const found = await this.issued.withFingerprint(fingerprint);
    return { certificates: found ? [found.certificate, ...found.chain].map(toBase64) : [] };
  }
}

import { Controller } from '@nestjs/common';
import { requestCertificate, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { fromBase64, toBase64 } from '@paraph/kernel';
import { Answers } from '@paraph/platform';
import { RequestCertificate } from '../domain/request-certificate.js';

/** Certificates for the key lifecycle. */
@Controller()
export class CertificateController {
  constructor(private readonly certificates: RequestCertificate) {}

  @Answers(requestCertificate)
  async requestCertificate({ csr, ...order }: RequestOf<typeof requestCertificate>): Promise<ReplyOf<typeof requestCertificate>> {
    const { certificate, chain } = await this.certificates.run({ ...order, csr: fromBase64(csr) ?? new Uint8Array() });
    return { certificate: toBase64(certificate), chain: chain.map(toBase64) };
  }
}

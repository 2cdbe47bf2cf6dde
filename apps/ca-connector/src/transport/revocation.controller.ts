import { Controller } from '@nestjs/common';
import { revokeCertificate, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { RevokeCertificate } from '../domain/revocation/revoke-certificate.js';

/** The call by which a key's end is taken to the authority that certified it. */
@Controller()
export class RevocationController {
  constructor(private readonly revocation: RevokeCertificate) {}

  @Answers(revokeCertificate)
  async revokeCertificate(order: RequestOf<typeof revokeCertificate>): Promise<ReplyOf<typeof revokeCertificate>> {
    return { state: await this.revocation.run(order) };
  }
}

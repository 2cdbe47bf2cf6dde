import { Controller } from '@nestjs/common';
import { renewCredential, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { RenewCredential } from '../domain/renewals/renew-credential.js';

/** The call by which a credential goes on. */
@Controller()
export class RenewalController {
  constructor(private readonly renewal: RenewCredential) {}

  @Answers(renewCredential)
  async renewCredential(request: RequestOf<typeof renewCredential>): Promise<ReplyOf<typeof renewCredential>> {
    const { credentialId, enrolment } = await this.renewal.run(request);
    return { credentialId, enrolmentId: enrolment.enrolmentId, expiresAt: enrolment.expiresAt.toISOString() };
  }
}

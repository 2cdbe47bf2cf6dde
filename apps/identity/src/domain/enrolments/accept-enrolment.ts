import { type Sam } from '../ports/sam.js';

/** The signer accepted the terms: answers the request to the identity provider that the SAM composed over the challenge. */
export class AcceptEnrolment {
  constructor(private readonly sam: Sam) {}

  /** @throws ServiceError enrolment.unknown, enrolment.state, enrolment.expired */
  async run(enrolmentId: string): Promise<string> {
    const { authorizationUrl } = await this.sam.beginEvidence({ reference: enrolmentId });
    return authorizationUrl;
  }
}

import { type Sam, type EnrolmentDescription } from '../ports/sam.js';

/** What a signer is told before an enrolment, by the SAM's word. */
export class DescribeEnrolment {
  constructor(private readonly sam: Sam) {}

  /** @throws ServiceError enrolment.unknown */
  async run(enrolmentId: string): Promise<EnrolmentDescription> {
    return this.sam.describeEnrolment({ enrolmentId });
  }
}

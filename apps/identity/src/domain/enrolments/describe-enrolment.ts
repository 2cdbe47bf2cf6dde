import { ServiceError } from '@paraph/contracts';
import type { AuthorisationStore } from '../ports/authorisation-store.js';
import { type Sam, type EnrolmentDescription } from '../ports/sam.js';

/** What a signer is told before an enrolment, by the SAM's word. */
export class DescribeEnrolment {
  constructor(
    private readonly sam: Sam,
    private readonly authorisations: AuthorisationStore,
  ) {}

  /**
   * An enrolment that an application's request made is completed there, in the browser of that request and for whom it asked, and nowhere else.
   *
   * @throws ServiceError enrolment.unknown, enrolment.state
   */
  async run(enrolmentId: string): Promise<EnrolmentDescription> {
    const isOfRequest = (await this.authorisations.ofReference(enrolmentId)) !== undefined;
    if (isOfRequest) throw new ServiceError('enrolment.state', 'the enrolment belongs to an application’s request');
    return this.sam.describeEnrolment({ enrolmentId });
  }
}

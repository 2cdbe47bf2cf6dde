import type { CompletedEnrolment, CompleteEnrolment } from '../complete-enrolment.js';
import type { CompleteRenewal } from './complete-renewal.js';

/** Whatever waits for a signer's evidence: a renewal, or a credential that is made. */
export class Completions {
  constructor(
    private readonly enrolments: CompleteEnrolment,
    private readonly renewals: CompleteRenewal,
  ) {}

  /** @throws ServiceError as `completeEnrolment` */
  async run(enrolmentId: string, idToken: string): Promise<CompletedEnrolment> {
    return (await this.renewals.run(enrolmentId, idToken)) ?? this.enrolments.run(enrolmentId, idToken);
  }
}

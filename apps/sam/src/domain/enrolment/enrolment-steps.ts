import type { AcceptEnrolment } from './accept-enrolment.js';
import type { BindCertificate } from './bind-certificate.js';

/** What follows the opening of an enrolment: its signer's evidence, and the certificate that is made on it. */
export class EnrolmentSteps {
  constructor(
    readonly accept: AcceptEnrolment,
    readonly bind: BindCertificate,
  ) {}
}

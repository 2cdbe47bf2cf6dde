import type { OpenEnrolment } from '../enrolment/open-enrolment.js';
import type { OpenSession } from '../sessions/open-session.js';
import type { OpenRenewal } from './open-renewal.js';

/** The ways an enrolment begins: for a key that is made now, for a credential that is there, and for one session. */
export class EnrolmentOpenings {
  constructor(
    readonly first: OpenEnrolment,
    readonly renewed: OpenRenewal,
    readonly session: OpenSession,
  ) {}
}

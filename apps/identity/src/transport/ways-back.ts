import type { CompleteActivation } from '../domain/authorisations/complete-activation.js';
import type { TakeChangeAct } from '../domain/changes/take-change-act.js';
import type { CompleteEnrolment } from '../domain/enrolments/complete-enrolment.js';
import type { TakeLinkAct } from '../domain/links/take-link-act.js';

/** Who goes on when a signer comes back from an identity provider. */
export class WaysBack {
  constructor(
    readonly activation: CompleteActivation,
    readonly enrolment: CompleteEnrolment,
    readonly change: TakeChangeAct,
    readonly link: TakeLinkAct,
  ) {}
}

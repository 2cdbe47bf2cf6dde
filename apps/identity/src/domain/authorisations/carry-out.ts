import type { Evidence } from '@paraph/contracts';
import type { CarriedAct } from '../carried/act.js';
import type { NextStep } from '../carried/approval-visit.js';
import type { Collected, CollectEvidence } from '../carried/collect-evidence.js';
import type { TakeEnrolmentAct } from '../enrolments/take-enrolment-act.js';

/** What the acts of an authorisation's signer lead to: evidence for what the SAM drafted, or the acceptance of an enrolment. */
export class CarryOut {
  constructor(
    private readonly evidence: CollectEvidence,
    private readonly enrolments: TakeEnrolmentAct,
  ) {}

  begin(reference: string): Promise<string> {
    return this.evidence.begin(reference);
  }

  present(reference: string, evidence: Evidence): Promise<Collected> {
    return this.evidence.present(reference, evidence);
  }

  sendCode(reference: string): Promise<Collected> {
    return this.evidence.sendCode(reference);
  }

  /** The act of an enrolment whose challenge was compared. @throws ServiceError enrolment.*, evidence.missing, request.invalid */
  enrol(reference: string, act: CarriedAct): Promise<NextStep> {
    return this.enrolments.accepted(reference, act);
  }
}

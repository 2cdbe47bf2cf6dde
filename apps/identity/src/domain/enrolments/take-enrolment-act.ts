import { ServiceError } from '@paraph/contracts';
import { enrolmentChallenge, toBase64Url } from '@paraph/kernel';
import type { CarriedAct } from '../carried/act.js';
import type { NextStep } from '../carried/approval-visit.js';
import { repeatableCode } from '../carried/collect-evidence.js';
import { type Sam } from '../ports/sam.js';

/** Takes what the approval page carries here after the terms of an enrolment were accepted. */
export class TakeEnrolmentAct {
  constructor(private readonly sam: Sam) {}

  /**
   * Leads to the identity provider with the request that the SAM composed over the challenge, or back to the approval page if
   * what was registered is not taken; nowhere if the person refused.
   *
   * @throws ServiceError enrolment.*, evidence.missing, request.invalid
   */
  async run(reference: string, challenge: unknown, act: CarriedAct): Promise<NextStep | undefined> {
    const { state, statement } = await this.sam.describeEnrolment({ enrolmentId: reference });
    if (state !== 'open') throw new ServiceError('enrolment.state', 'the enrolment is not open');
    if (toBase64Url(enrolmentChallenge(statement)) !== challenge) throw new ServiceError('request.invalid', 'challenge: expected that of the statement');
    return act.kind === 'refuse' ? undefined : this.accepted(reference, act);
  }

  /**
   * The same for an act whose challenge was compared with the one that was kept when the enrolment was opened. Whether it is still open, the SAM says.
   *
   * @throws ServiceError enrolment.*, evidence.missing, request.invalid
   */
  async accepted(reference: string, act: CarriedAct): Promise<NextStep> {
    if (act.kind !== 'accept' && act.kind !== 'register')
      throw new ServiceError('request.invalid', 'act: an enrolment is accepted, registered for, or refused');
    try {
      if (act.kind === 'register') await this.sam.offerMeans({ reference, registrations: act.registrations });
      const { authorizationUrl } = await this.sam.beginEvidence({ reference });
      return { kind: 'provider', location: authorizationUrl, reference };
    } catch (error) {
      const again = repeatableCode(error);
      if (again === undefined) throw error;
      const { statement } = await this.sam.describeEnrolment({ enrolmentId: reference });
      return { kind: 'approval', visit: { statement, again } };
    }
  }
}

import { ServiceError } from '@paraph/contracts';
import { enrolmentChallenge, toBase64Url } from '@paraph/kernel';
import type { CarriedAct } from '../carried/act.js';
import { type Sam } from '../ports/sam.js';

/** Takes what the approval page carries here after the terms of an enrolment were accepted. */
export class TakeEnrolmentAct {
  constructor(private readonly sam: Sam) {}

  /**
   * Answers the request to the identity provider that the SAM composed over the challenge, or nothing if the person refused.
   *
   * @throws ServiceError enrolment.*, evidence.invalid, evidence.missing, request.invalid
   */
  async run(reference: string, challenge: unknown, act: CarriedAct): Promise<string | undefined> {
    const { state, statement } = await this.sam.describeEnrolment({ enrolmentId: reference });
    if (state !== 'open') throw new ServiceError('enrolment.state', 'the enrolment is not open');
    if (toBase64Url(enrolmentChallenge(statement)) !== challenge) throw new ServiceError('request.invalid', 'challenge: expected that of the statement');
    if (act.kind === 'refuse') return undefined;
    if (act.kind === 'register') await this.sam.offerMeans({ reference, registrations: act.registrations });
    else if (act.kind !== 'accept') throw new ServiceError('request.invalid', 'act: an enrolment is accepted, registered for, or refused');
    const { authorizationUrl } = await this.sam.beginEvidence({ reference });
    return authorizationUrl;
  }
}

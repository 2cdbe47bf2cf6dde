import {
  abandonActivation,
  beginEvidence,
  completeActivation,
  describeEnrolment,
  issueSad,
  openActivation,
  releaseExchange,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import { type Bus } from '@paraph/platform';
import { Sam, type EnrolmentDescription, type ReleasedExchange } from '../domain/ports/sam.js';

/** The SAM over the bus. */
export class BusSam extends Sam {
  constructor(private readonly bus: Bus) {
    super();
  }

  override openActivation(request: RequestOf<typeof openActivation>): Promise<ReplyOf<typeof openActivation>> {
    return this.bus.call(openActivation, request);
  }

  override beginEvidence(request: RequestOf<typeof beginEvidence>): Promise<ReplyOf<typeof beginEvidence>> {
    return this.bus.call(beginEvidence, request);
  }

  override releaseExchange(request: RequestOf<typeof releaseExchange>): Promise<ReleasedExchange> {
    return this.bus.call(releaseExchange, request);
  }

  override completeActivation(request: RequestOf<typeof completeActivation>): Promise<ReplyOf<typeof completeActivation>> {
    return this.bus.call(completeActivation, request);
  }

  override abandonActivation(request: RequestOf<typeof abandonActivation>): Promise<ReplyOf<typeof abandonActivation>> {
    return this.bus.call(abandonActivation, request);
  }

  override issueSad(request: RequestOf<typeof issueSad>): Promise<ReplyOf<typeof issueSad>> {
    return this.bus.call(issueSad, request);
  }

  override describeEnrolment(request: RequestOf<typeof describeEnrolment>): Promise<EnrolmentDescription> {
    return this.bus.call(describeEnrolment, request);
  }
}

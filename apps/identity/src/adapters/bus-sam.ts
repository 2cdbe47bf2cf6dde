import {
  abandonActivation,
  abandonChange,
  approveProposal,
  beginEvidence,
  describeAuthorisation,
  describeBinding,
  describeEnrolment,
  describeEvidence,
  describeProposal,
  issueSad,
  listSignatures,
  offerMeans,
  openActivation,
  openChange,
  presentEvidence,
  releaseExchange,
  sendCode,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import { type Bus } from '@paraph/platform';
import { Sam } from '../domain/ports/sam.js';

/** The SAM over the bus. */
export class BusSam extends Sam {
  constructor(private readonly bus: Bus) {
    super();
  }

  override openActivation(request: RequestOf<typeof openActivation>): Promise<ReplyOf<typeof openActivation>> {
    return this.bus.call(openActivation, request);
  }

  override describeAuthorisation(request: RequestOf<typeof describeAuthorisation>): Promise<ReplyOf<typeof describeAuthorisation>> {
    return this.bus.call(describeAuthorisation, request);
  }

  override beginEvidence(request: RequestOf<typeof beginEvidence>): Promise<ReplyOf<typeof beginEvidence>> {
    return this.bus.call(beginEvidence, request);
  }

  override releaseExchange(request: RequestOf<typeof releaseExchange>): Promise<ReplyOf<typeof releaseExchange>> {
    return this.bus.call(releaseExchange, request);
  }

  override presentEvidence(request: RequestOf<typeof presentEvidence>): Promise<ReplyOf<typeof presentEvidence>> {
    return this.bus.call(presentEvidence, request);
  }

  override describeEvidence(request: RequestOf<typeof describeEvidence>): Promise<ReplyOf<typeof describeEvidence>> {
    return this.bus.call(describeEvidence, request);
  }

  override sendCode(request: RequestOf<typeof sendCode>): Promise<ReplyOf<typeof sendCode>> {
    return this.bus.call(sendCode, request);
  }

  override abandonActivation(request: RequestOf<typeof abandonActivation>): Promise<ReplyOf<typeof abandonActivation>> {
    return this.bus.call(abandonActivation, request);
  }

  override issueSad(request: RequestOf<typeof issueSad>): Promise<ReplyOf<typeof issueSad>> {
    return this.bus.call(issueSad, request);
  }

  override describeEnrolment(request: RequestOf<typeof describeEnrolment>): Promise<ReplyOf<typeof describeEnrolment>> {
    return this.bus.call(describeEnrolment, request);
  }

  override offerMeans(request: RequestOf<typeof offerMeans>): Promise<ReplyOf<typeof offerMeans>> {
    return this.bus.call(offerMeans, request);
  }

  override openChange(request: RequestOf<typeof openChange>): Promise<ReplyOf<typeof openChange>> {
    return this.bus.call(openChange, request);
  }

  override abandonChange(request: RequestOf<typeof abandonChange>): Promise<ReplyOf<typeof abandonChange>> {
    return this.bus.call(abandonChange, request);
  }

  override describeBinding(request: RequestOf<typeof describeBinding>): Promise<ReplyOf<typeof describeBinding>> {
    return this.bus.call(describeBinding, request);
  }

  override listSignatures(request: RequestOf<typeof listSignatures>): Promise<ReplyOf<typeof listSignatures>> {
    return this.bus.call(listSignatures, request);
  }

  override describeProposal(request: RequestOf<typeof describeProposal>): Promise<ReplyOf<typeof describeProposal>> {
    return this.bus.call(describeProposal, request);
  }

  override approveProposal(request: RequestOf<typeof approveProposal>): Promise<ReplyOf<typeof approveProposal>> {
    return this.bus.call(approveProposal, request);
  }
}

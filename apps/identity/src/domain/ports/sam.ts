import type {
  abandonActivation,
  beginEvidence,
  completeActivation,
  describeEnrolment,
  issueSad,
  openActivation,
  releaseExchange,
  ReplyOf,
  RequestOf,
} from '@paraph/contracts';

/** What redeems a provider's code, composed and signed by the SAM. */
export type ReleasedExchange = ReplyOf<typeof releaseExchange>;
/** What a signer is told before an enrolment. */
export type EnrolmentDescription = ReplyOf<typeof describeEnrolment>;

/** The signature activation module, as identity may use it: it carries, the SAM decides. */
export abstract class Sam {
  abstract openActivation(request: RequestOf<typeof openActivation>): Promise<ReplyOf<typeof openActivation>>;
  abstract beginEvidence(request: RequestOf<typeof beginEvidence>): Promise<ReplyOf<typeof beginEvidence>>;
  abstract releaseExchange(request: RequestOf<typeof releaseExchange>): Promise<ReleasedExchange>;
  abstract completeActivation(request: RequestOf<typeof completeActivation>): Promise<ReplyOf<typeof completeActivation>>;
  abstract abandonActivation(request: RequestOf<typeof abandonActivation>): Promise<ReplyOf<typeof abandonActivation>>;
  abstract issueSad(request: RequestOf<typeof issueSad>): Promise<ReplyOf<typeof issueSad>>;
  abstract describeEnrolment(request: RequestOf<typeof describeEnrolment>): Promise<EnrolmentDescription>;
}

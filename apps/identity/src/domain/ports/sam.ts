import type {
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
  ReplyOf,
  RequestOf,
  sendCode,
} from '@paraph/contracts';

/** What redeems a provider's code, composed and signed by the SAM. */
export type ReleasedExchange = ReplyOf<typeof releaseExchange>;
/** What a signer is told before an enrolment. */
export type EnrolmentDescription = ReplyOf<typeof describeEnrolment>;
/** The SAM's own record of a credential, as its signer may see it. */
export type BindingDescription = ReplyOf<typeof describeBinding>;
/** What was authorised with a credential. */
export type SignatureList = ReplyOf<typeof listSignatures>;

/** The signature activation module, as identity may use it: it carries, the SAM decides. */
export abstract class Sam {
  abstract openActivation(request: RequestOf<typeof openActivation>): Promise<ReplyOf<typeof openActivation>>;
  abstract describeAuthorisation(request: RequestOf<typeof describeAuthorisation>): Promise<ReplyOf<typeof describeAuthorisation>>;
  abstract beginEvidence(request: RequestOf<typeof beginEvidence>): Promise<ReplyOf<typeof beginEvidence>>;
  abstract releaseExchange(request: RequestOf<typeof releaseExchange>): Promise<ReleasedExchange>;
  abstract presentEvidence(request: RequestOf<typeof presentEvidence>): Promise<ReplyOf<typeof presentEvidence>>;
  abstract describeEvidence(request: RequestOf<typeof describeEvidence>): Promise<ReplyOf<typeof describeEvidence>>;
  abstract sendCode(request: RequestOf<typeof sendCode>): Promise<ReplyOf<typeof sendCode>>;
  abstract abandonActivation(request: RequestOf<typeof abandonActivation>): Promise<ReplyOf<typeof abandonActivation>>;
  abstract issueSad(request: RequestOf<typeof issueSad>): Promise<ReplyOf<typeof issueSad>>;
  abstract describeEnrolment(request: RequestOf<typeof describeEnrolment>): Promise<EnrolmentDescription>;
  abstract offerMeans(request: RequestOf<typeof offerMeans>): Promise<ReplyOf<typeof offerMeans>>;
  abstract openChange(request: RequestOf<typeof openChange>): Promise<ReplyOf<typeof openChange>>;
  abstract abandonChange(request: RequestOf<typeof abandonChange>): Promise<ReplyOf<typeof abandonChange>>;
  abstract describeBinding(request: RequestOf<typeof describeBinding>): Promise<BindingDescription>;
  abstract listSignatures(request: RequestOf<typeof listSignatures>): Promise<SignatureList>;
  abstract describeProposal(request: RequestOf<typeof describeProposal>): Promise<ReplyOf<typeof describeProposal>>;
  abstract approveProposal(request: RequestOf<typeof approveProposal>): Promise<ReplyOf<typeof approveProposal>>;
}

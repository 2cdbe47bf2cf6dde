export { busServices, eventSources, type BusService, type EventSource } from './services.js';
export { errorCodes, isErrorCode, universalCodes, type ErrorCode, type Fault } from './error-codes.js';
export { ServiceError, type ServiceErrorOptions } from './service-error.js';
export { defineCall, subjectFor, subjectStem, type Call, type ReplyOf, type RequestOf } from './call.js';
export { calls } from './calls.js';
export { brokerPassages, natsAccounts, type BrokerPassage } from './broker-accounts.js';
export { ALLOWED_RESPONSES, brokerPermissions, inboxPrefix, type BrokerPermissions } from './broker-permissions.js';
export { AUDIT_CONSUMER, eventStream, eventSubject, eventSubjects, SEQUENCE_HEADER } from './streams.js';
export { actor, auditEvent, eventTypes, type AuditEvent, type EventRecord, type EventType } from './audit/event.js';
export { createClient, createSigner, createSubscriber, describeSigner, introspectToken, reportRefusal } from './identity/calls.js';
export { publicJwk } from './identity/public-jwk.js';
export {
  completeEnrolment,
  createCredential,
  credentialDescription,
  credentialStates,
  describeCredential,
  listCredentials,
  refreshCredential,
  suspendCredential,
  type CredentialDescription,
} from './key-lifecycle/calls.js';
export { describeJournalHead, findMissingEvents, keepJournalHead } from './audit/calls.js';
export { requestCertificate } from './ca-connector/calls.js';
export { deliver, messageChannels, messageContent, type MessageChannel, type MessageContent } from './courier/calls.js';
export {
  abandonActivation,
  authorise,
  beginEvidence,
  describeEvidence,
  evidenceReference,
  issueSad,
  openActivation,
  presentEvidence,
  releaseExchange,
  sendCode,
  sendPresenceCode,
} from './sam/activation.js';
export { extendActivation, proofOfPossession, describeAttempt, signHash } from './sam/signing.js';
export {
  assertion,
  authObjects,
  evidence,
  evidenceKind,
  evidenceKinds,
  passkeyRegistration,
  registrations,
  typedSecret,
  type Assertion,
  type Evidence,
  type EvidenceKind,
  type EvidenceOf,
  type Registration,
  type TypedSecret,
} from './sam/evidence.js';
export {
  abandonChange,
  acceptEnrolment,
  bindCertificate,
  describeBinding,
  describeEnrolment,
  destroyKey,
  listSignatures,
  offerMeans,
  openChange,
  openEnrolment,
  recordClient,
  suspendCredential as suspendBinding,
} from './sam/enrolment.js';
export {
  approveProposal,
  approver,
  describeProposal,
  proposalStatement,
  proposalStates,
  proposeAct,
  quorum,
  quorumAct,
  renewProviderKeys,
  type Approver,
  type ProposalStatement,
  type Quorum,
  type QuorumAct,
} from './sam/quorum.js';
export {
  composeCertificate,
  composeCrl,
  composeOcspAnswer,
  composeTimestamp,
  describeAuthorities,
  RECEIPT_TYPE,
  signTreeHead,
  TREE_HEAD_TYPE,
} from './sam/authority.js';
export {
  CHANGE_TYPE,
  changeAct,
  changeStatement,
  ENROLMENT_TYPE,
  encryptionKey,
  enrolmentStatement,
  MAX_DOCUMENTS,
  ORDER_TYPE,
  PROPOSAL_TYPE,
  REQUEST_OBJECT_TYPE,
  SAD_PREFIX,
  SAD_TYPE,
  SAM_AUDIENCE,
  STATEMENT_TYPE,
  statedDocument,
  statedMeans,
  statement,
  type ChangeAct,
  type ChangeStatement,
  type EnrolmentStatement,
  type StatedMeans,
  type Statement,
} from './sam/statement.js';

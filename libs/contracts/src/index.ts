export { busServices, eventSources, type BusService, type EventSource } from './services.js';
export { errorCodes, isErrorCode, universalCodes, type ErrorCode, type Fault } from './error-codes.js';
export { ServiceError, type ServiceErrorOptions } from './service-error.js';
export { defineCall, replicaSubject, subjectFor, subjectStem, type Call, type ReplyOf, type RequestOf } from './call.js';
export { calls } from './calls.js';
export { notices, noticeSubject, tokensEnded, type Notice } from './notice.js';
export { brokerPassages, natsAccounts, type BrokerPassage } from './broker-accounts.js';
export { ALLOWED_RESPONSES, brokerPermissions, inboxPrefix, type BrokerPermissions } from './broker-permissions.js';
export { AUDIT_CONSUMER, eventsOfMessage, eventStream, eventSubject, eventSubjects, SEQUENCE_HEADER, severalEventsSubject, type EventText } from './streams.js';
export { actor, auditEvent, type AuditEvent, type EventRecord } from './audit/event.js';
export { eventCatalogue, eventTypes, type EventType } from './audit/event-types.js';
export { auditedMatters, type AuditedMatter, type EventMeaning } from './audit/events/matters.js';
export {
  archiveManifest,
  bundleLine,
  evidencePackage,
  headAnchor,
  provenEvent,
  receipt,
  witnessLine,
  type ArchiveManifest,
  type BundleLine,
  type EvidencePackage,
  type HeadAnchor,
  type ProvenEvent,
  type Receipt,
  type WitnessLine,
} from './audit/proof-files.js';
export { clientSettings, clientWord, type ClientSettings, type ClientWord } from './identity/client-settings.js';
export {
  createClient,
  createLogin,
  createSigner,
  createSubscriber,
  describeSigner,
  introspectToken,
  listBrowserOrigins,
  logIn,
  reportRefusal,
  revokeToken,
} from './identity/calls.js';
export {
  acceptInvitation,
  beginOperatorSignIn,
  checkRoleGrant,
  completeOperatorSignIn,
  createOperator,
  describeFounding,
  describeOperatorSignIn,
  endOperator,
  grantRole,
  introspectOperator,
  listOperators,
  openInvitation,
  redeemOperatorSignIn,
  reportOperatorAct,
  signOutOperator,
  withdrawRole,
  operatorStates,
  type ActingOperator,
} from './identity/operators.js';
export { changeClient, describeClient, endClient, listClients, listSigners, listSubscribers } from './identity/directory.js';
export { publicJwk, type PublicJwk } from './identity/public-jwk.js';
export {
  claimCredential,
  completeEnrolment,
  createCredential,
  credentialDescription,
  credentialStates,
  deleteCredential,
  describeCredential,
  endSession,
  listCredentials,
  refreshCredential,
  reportRevocation,
  suspendCredential,
  type CredentialDescription,
} from './key-lifecycle/calls.js';
export {
  containerDescription,
  containerStates,
  createContainer,
  delegation,
  listContainers,
  refreshContainer,
  suspendContainer,
  type ContainerDescription,
} from './key-lifecycle/containers.js';
export { describeCredentialFully, listCredentialEvents, searchCredentials } from './key-lifecycle/search.js';
export { describeJournalHead, findMissingEvents, keepJournalHead } from './audit/calls.js';
export { describeCertificate, issueTimestamp, requestCertificate, revocationReasons, revokeCertificate } from './ca-connector/calls.js';
export { announce, deliver, messageChannels, messageContent, type MessageChannel, type MessageContent } from './courier/calls.js';
export {
  abandonActivation,
  beginEvidence,
  describeEvidence,
  evidenceReference,
  issueSad,
  openActivation,
  presentEvidence,
  releaseExchange,
  sendCode,
} from './sam/activation.js';
export { authorisationFacts, authorise, describeAuthorisation, redeemActivation, sendPresenceCode, type AuthorisationFacts } from './sam/applications.js';
export {
  containerRecordStates,
  describeContainer,
  FOLLOWED_CONTAINERS,
  followContainers,
  suspendContainer as suspendContainerRecord,
} from './sam/containers.js';
export { ASYNCHRONOUS_VALIDITY_MS, extendActivation, proofOfPossession, describeAttempt, pollSignatures, signHash, signHashAsync } from './sam/signing.js';
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
export { abandonChange, describeBinding, describeStates, listSignatures, offerMeans, openChange, suspendCredential as suspendBinding } from './sam/binding.js';
export { acceptEnrolment, bindCertificate, describeEnrolment, destroyByDecision, destroyKey, openEnrolment, recordClient } from './sam/enrolment.js';
export {
  approveProposal,
  approver,
  containerLimits,
  describeProposal,
  proposalStatement,
  proposalStates,
  proposeAct,
  quorum,
  quorumAct,
  quorumActNames,
  renewProviderKeys,
  trustRoles,
  type Approver,
  type ContainerLimits,
  type TrustRole,
  type ProposalStatement,
  type Quorum,
  type QuorumAct,
} from './sam/quorum.js';
export {
  composeCertificate,
  composeCrl,
  composeOcspAnswer,
  composeOcspAnswers,
  composeTimestamp,
  describeAuthorities,
  describeRegistration,
  fetchCrlPart,
  offerProof,
  PART_BYTES,
  protectMessage,
  RECEIPT_TYPE,
  revokeByProof,
  describeTreeHead,
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
export { listProposals } from './sam/proposal-list.js';
export {
  certifyDestruction,
  destroyExpired,
  destroyOrphan,
  destructionCauses,
  destructionClaims,
  DESTRUCTION_PAGE,
  DESTRUCTION_TYPE,
  listKeys,
  type DestructionClaims,
} from './sam/destruction.js';
export { describeServiceEnd } from './sam/service-end.js';
export { countCredentials } from './key-lifecycle/service-end.js';
export { MOST_TOLD } from './management/service.js';
export { renewCredential, renewalKinds } from './key-lifecycle/renewal.js';
export { askedNotices, sendNotice } from './sam/notices.js';
export { inform, informedOf, type InformedOf } from './courier/inform.js';
export { auditSummary, sendSummary, type AuditSummary } from './courier/summary.js';
export { changeContact, contactEmail, describeSubscriber } from './identity/contact.js';
export { reconcile } from './key-lifecycle/reconciliation.js';
export {
  auditTags,
  defineEndpoint,
  endpointTags,
  pageQuery,
  type AnswerOf,
  type AskedOf,
  type AuditTag,
  type Endpoint,
  type EndpointTag,
  type ManagementTag,
} from './endpoint.js';
export { managementEndpoints, type EndpointName } from './management/endpoints.js';
export { auditEndpoints, type AuditEndpointName } from './audit/api/endpoints.js';
export type { ShownEvent } from './audit/api/events.js';
export type { EntryKind } from './audit/api/entries.js';
export { transactionStages, transactionStates, type TransactionStage, type TransactionState } from './audit/api/transactions.js';

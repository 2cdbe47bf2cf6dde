export { busServices, eventSources, type BusService, type EventSource } from './services.js';
export { errorCodes, isErrorCode, universalCodes, type ErrorCode, type Fault } from './error-codes.js';
export { ServiceError, type ServiceErrorOptions } from './service-error.js';
export { defineCall, subjectFor, subjectStem, type Call, type ReplyOf, type RequestOf } from './call.js';
export { calls } from './calls.js';
export { brokerPermissions, inboxPrefix, natsAccounts, type BrokerPermissions } from './broker-permissions.js';
export { AUDIT_CONSUMER, eventStream, eventSubject } from './streams.js';
export { actor, auditEvent, eventTypes, type AuditEvent, type EventRecord, type EventType } from './audit/event.js';
export { createClient, createSigner, createSubscriber, describeSigner, introspectToken, publicJwk, reportRefusal } from './identity/calls.js';
export {
  completeEnrolment,
  createCredential,
  credentialDescription,
  credentialStates,
  describeCredential,
  listCredentials,
  type CredentialDescription,
} from './key-lifecycle/calls.js';
export { findMissingEvents } from './audit/calls.js';
export { requestCertificate } from './ca-connector/calls.js';
export {
  abandonActivation,
  beginEvidence,
  completeActivation,
  evidenceReference,
  issueSad,
  openActivation,
  releaseExchange,
  signHash,
} from './sam/activation.js';
export { acceptEnrolment, bindCertificate, describeEnrolment, destroyKey, openEnrolment, recordClient } from './sam/enrolment.js';
export { composeCertificate, composeCrl, composeOcspAnswer, describeAuthorities } from './sam/authority.js';
export { MAX_DOCUMENTS, SAD_PREFIX, SAD_TYPE, STATEMENT_TYPE, statedDocument, statement, type Statement } from './sam/statement.js';

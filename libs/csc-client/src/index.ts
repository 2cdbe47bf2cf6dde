export { CscError, UnreachableError, UnreadableAnswerError, type Refusal } from './csc-error.js';
export { HttpTransport, type HttpAnswer, type HttpRequest, type Transport, type TransportOptions } from './http/http-transport.js';
export { parseJson } from './http/exchange.js';
export { showToken, type AccessToken, type BoundToken } from './http/access-token.js';
export type { Authorised, CertInfo, KeyInfo, Login, Signatures, Timestamp } from './answers.js';
export type { Certificates, CredentialInfoRequest, LoginRequest, RevokeRequest, TimestampRequest } from './requests.js';
export { CscV1Client } from './v1/csc-v1-client.js';
export type { CredentialInfoV1, CredentialListV1, InfoV1 } from './v1/answers.js';
export type { AuthorizeRequestV1, ExtendRequestV1, ListRequestV1, SignHashRequestV1 } from './v1/requests.js';
export { CscV2Client } from './v2/csc-v2-client.js';
export type { AuthorisationV2, CreatedCredential, CredentialInfoV2, CredentialListV2, InfoV2, SigningResultV2 } from './v2/answers.js';
export type { AuthData, AuthorizeRequestV2, CreateRequest, ExtendRequestV2, ListRequestV2, SignHashRequestV2, SignPollingRequest } from './v2/requests.js';
export { AuthorisationServer, codeFrom, type OauthClient, type PendingAuthorisation, type TokenAnswer } from './oauth/authorisation-server.js';
export {
  credentialRequestV1,
  credentialRequestV2,
  detailsRequest,
  serviceScope,
  type AuthorisationDetail,
  type CreationDetail,
  type CredentialDetail,
  type CredentialRequest,
  type DeletionDetail,
  type DocumentDigest,
  type Parameters,
} from './oauth/authorisation-request.js';
export { showClient, type ClientAuthentication } from './oauth/client-authentication.js';
export { endpointsBelow, findEndpoints, type AuthorisationAddress, type OauthEndpoints } from './oauth/endpoints.js';
export { accountToken, type AccountClaims } from './oauth/account-token.js';
export { ProofKey, type Proof } from './oauth/proof-key.js';
export { authorizeAndWait, signAndWait, StillPendingError, type Patience } from './polling.js';

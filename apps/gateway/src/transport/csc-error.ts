import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { AuthorisedByPage } from '../domain/authorise-explicitly.js';
import { NotApproved } from '../domain/await-approval.js';
import { UnknownPage } from '../domain/list-credentials.js';
import { TooManyHashes } from '../domain/too-many-hashes.js';

/** An error as CSC puts it on the wire (v2 10.1). */
export interface CscError {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

/** A refusal of the edge itself, in the words of the wire. */
export class CscRefusal extends Error {
  override readonly name = 'CscRefusal';

  constructor(
    readonly wire: CscError,
    options: ErrorOptions = {},
  ) {
    super(wire.description, options);
  }
}

const badRequest = (description: string): CscError => ({ status: 400, error: 'invalid_request', description });
const invalid = (parameter: string): CscError => badRequest(`Invalid parameter ${parameter}`);
const missing = (type: 'string' | 'array', parameter: string): CscError => badRequest(`Missing (or invalid type) ${type} parameter ${parameter}`);

/** Says nothing but where to look; the edge adds the correlation id. */
const internal: CscError = { status: 500, error: 'server_error', description: 'Unexpected condition' };
/** One word for whatever is wrong with what was brought (CSC v2 11.6). */
const authentication: CscError = { status: 400, error: 'invalid_authentication_data', description: 'The authentication data is invalid' };
const locked = badRequest('Credential locked');
const proof: CscError = { status: 401, error: 'invalid_dpop_proof', description: 'The proof of possession is missing or not valid' };
const digestLength = badRequest('Invalid digest value length');
/** The outcome is not known and never will be: to ask again with the same authorisation is no use, and a 503 would invite it. */
const ambiguous: CscError = {
  status: 500,
  error: 'server_error',
  description: 'It is not known whether the hashes were signed. What was asked for stays spent and is not signed again: obtain a new authorisation',
};
const unreliableClock: CscError = {
  status: 503,
  error: 'temporarily_unavailable',
  description: 'The clock of the service is not shown to be right, so nothing is signed. Nothing was spent: try again later',
};
const logBehind: CscError = {
  status: 503,
  error: 'temporarily_unavailable',
  description: 'The audit log does not take events in time, so nothing is signed. Nothing was spent: try again later',
};
const closedJournal: CscError = {
  status: 503,
  error: 'temporarily_unavailable',
  description: 'The service has to be checked by its operator before it signs again. Nothing was spent by this request',
};
const partial: CscError = {
  status: 500,
  error: 'server_error',
  description: 'Only a part of the hashes was signed. What was signed, or may have been, stays spent: obtain a new authorisation for the rest',
};
const unavailable: CscError = { status: 503, error: 'temporarily_unavailable', description: 'The service is not available for the moment' };

/** What the edge refuses by itself. The texts are those of the method tables, which clients compare literally. */
export const refusals = {
  malformedHeader: badRequest('Malformed authorization header'),
  malformedBody: badRequest('The request body is not a JSON object'),
  repeatedMember: badRequest('The request body has two members of one name'),
  tooDeep: badRequest('The request body is nested too deep'),
  tooLarge: { status: 413, error: 'invalid_request', description: 'The request body is too large' },
  unknownToken: { status: 401, error: 'invalid_token', description: 'The access token is not valid' },
  expiredToken: { status: 401, error: 'expired_token', description: 'The access token is expired or revoked' },
  tooManyRequests: { status: 429, error: 'temporarily_unavailable', description: 'Too many requests, try again later' },
  foreignOrigin: { status: 403, error: 'access_denied', description: 'Pages of this origin may not call the API with this token' },
  boundToken: { status: 401, error: 'invalid_token', description: 'The access token is bound to a key and comes as DPoP with a proof' },
  unboundToken: { status: 401, error: 'invalid_token', description: 'The access token is bound to no key' },
  invalidProof: proof,
  wrongScope: { status: 403, error: 'insufficient_scope', description: 'The access token does not cover this method' },
  unknownMethod: { status: 404, error: 'invalid_request', description: 'Unknown method' },
  unimplementedMethod: { status: 501, error: 'invalid_request', description: 'The method is not implemented' },
  wrongVerb: { status: 405, error: 'invalid_request', description: 'The method is called by POST' },
  missingString: (parameter: string) => missing('string', parameter),
  missingArray: (parameter: string) => missing('array', parameter),
  missingInteger: (parameter: string) => badRequest(`Missing (or invalid type) integer parameter ${parameter}`),
  invalidValue: (parameter: string) => badRequest(`Invalid value for parameter ${parameter}`),
  // The table kept the name of v1 here, for a parameter that is called `hashes` since (v2 11.10).
  missingHashes: missing('array', 'hash'),
  emptyHashes: badRequest('Empty hash array'),
  malformedHash: badRequest('Invalid Base64 hash string parameter'),
  digestLength,
  invalid,
  outOfBounds: (parameter: string) => badRequest(`Out of bounds parameter ${parameter}`),
  authentication,
  userIdForbidden: badRequest('userID parameter MUST be null'),
  disabled: badRequest('The credential identified by credentialID is disabled'),
  tooManySignatures: badRequest('Numbers of signatures is too high'),
  /** Our words: the standard has none for it. */
  authorisedByPage: badRequest('The credential identified by credentialID is authorized at the authorization server'),
  tooManyHashes: (most: number) => badRequest(`Too many hashes in one call: at most ${most}`),
  certificateExpired: badRequest('Signing certificate is expired'),
  certificateOfExpired: (name: string) => badRequest(`Signing certificate '${name}' is expired.`),
  sadExpired: badRequest('SAD expired'),
  notApproved: { status: 400, error: 'access_denied', description: 'The signer did not approve' },
  login: { status: 400, error: 'authentication_error', description: 'An error occurred during authentication process' },
  unknownRefreshToken: badRequest('Invalid refresh_token'),
  locked,
  bad: badRequest,
} as const;

/** What a client sees of each code behind the gateway. A code without a row does not compile. */
export const errors = {
  'request.invalid': internal,
  'request.duplicate': internal,
  'request.too_many': internal,
  'caller.forbidden': internal,
  'deadline.exceeded': unavailable,
  'service.unavailable': unavailable,
  'service.forbidden': internal,
  internal,
  'subscriber.unknown': internal,
  'client.unknown': internal,
  'signer.unknown': invalid('userID'),
  'login.refused': { status: 400, error: 'authentication_error', description: 'An error occurred during authentication process' },
  'login.throttled': { status: 429, error: 'temporarily_unavailable', description: 'Too many wrong logins, try again later' },
  'token.unknown': badRequest('Invalid string parameter token'),
  'credential.unknown': invalid('credentialID'),
  'credential.disabled': badRequest('The credential identified by credentialID is disabled'),
  'credential.certificate_expired': badRequest('Signing certificate is expired'),
  'credential.certificate_mismatch': internal,
  'credential.state': internal,
  'session.over': badRequest('The credential identified by credentialID is disabled'),
  'pool.empty': unavailable,
  'container.unknown': internal,
  'container.state': badRequest('The credential identified by credentialID is disabled'),
  'container.limit': { status: 403, error: 'access_denied', description: 'The policy of the container does not allow this signature' },
  'operator.unknown': internal,
  'operator.refused': internal,
  'operator.forbidden': internal,
  'role.forbidden': internal,
  'algorithm.unsupported': invalid('signAlgo'),
  'hash.algorithm_missing': missing('string', 'hashAlgorithmOID'),
  'hash.algorithm_unsupported': invalid('hashAlgorithmOID'),
  'hash.length': digestLength,
  'hash.not_authorised': badRequest('Hash is not authorized by the SAD'),
  'activation.unknown': internal,
  'activation.state': internal,
  'activation.expired': internal,
  'activation.too_many': badRequest('Numbers of signatures is too high'),
  'activation.busy': unavailable,
  'enrolment.unknown': internal,
  'enrolment.state': internal,
  'enrolment.expired': internal,
  'evidence.invalid': authentication,
  'evidence.missing': authentication,
  'evidence.locked': locked,
  // Nothing is locked: `Retry-After` says when the next one goes.
  'evidence.too_many_codes': { status: 429, error: 'temporarily_unavailable', description: 'No further code is sent for now, try again later' },
  'evidence.provider_unknown': internal,
  'change.unknown': internal,
  'change.state': internal,
  'change.expired': internal,
  'means.unknown': internal,
  'proposal.unknown': internal,
  'proposal.state': internal,
  'proposal.refused': internal,
  'proposal.impossible': internal,
  'order.invalid': authentication,
  'proof.invalid': proof,
  'message.unreadable': internal,
  'message.undeliverable': unavailable,
  'event.unknown': internal,
  'head.unknown': internal,
  'transaction.unknown': internal,
  'finding.unknown': internal,
  'finding.state': internal,
  'archive.unknown': internal,
  'archive.incomplete': internal,
  'log.inconsistent': internal,
  'attempt.partial': partial,
  'attempt.unknown': internal,
  'attempt.too_many': { status: 429, error: 'temporarily_unavailable', description: 'Too many requests wait to be signed, try again later' },
  'timestamp.refused': unavailable,
  'sad.invalid': invalid('SAD'),
  'sad.expired': badRequest('SAD expired'),
  'sad.spent': invalid('SAD'),
  'certificate.refused': internal,
  'certificate.pending': unavailable,
  'authority.unavailable': unavailable,
  'protection.refused': internal,
  'proof.unfit': internal,
  'hsm.unavailable': unavailable,
  'hsm.refused': unavailable,
  'hsm.ambiguous': ambiguous,
  'clock.unreliable': unreliableClock,
  'log.behind': logBehind,
  'journal.closed': closedJournal,
  'record.tampered': internal,
} as const satisfies Record<ErrorCode, CscError>;

/** What codes are on the wire of one version. */
export type ErrorTable = Readonly<Record<ErrorCode, CscError>>;

/** Any failure as the wire knows it; whatever is not an expected refusal is internal. */
export function cscErrorOf(failure: unknown, table: ErrorTable = errors): CscError {
  if (failure instanceof CscRefusal) return failure.wire;
  if (failure instanceof TooManyHashes) return refusals.tooManyHashes(failure.most);
  if (failure instanceof UnknownPage) return refusals.invalid('pageToken');
  if (failure instanceof AuthorisedByPage) return refusals.authorisedByPage;
  if (failure instanceof NotApproved) return refusals.notApproved;
  return failure instanceof ServiceError ? table[failure.code] : internal;
}

/** Seconds after which the same request may succeed, where the failure says so. */
export function retryAfterOf(failure: unknown): number | undefined {
  const { status } = cscErrorOf(failure);
  if (status !== 503 && status !== 429) return undefined;
  return failure instanceof ServiceError && failure.retryAfter !== undefined ? Math.ceil(failure.retryAfter) : 1;
}

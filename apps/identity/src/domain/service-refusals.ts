import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { OAuthRefusal, type OAuthErrorCode } from './oauth-refusal.js';

interface Row {
  readonly error: OAuthErrorCode;
  readonly description: string;
}

const over: Row = { error: 'access_denied', description: 'The authorisation is no longer open' };
const busy: Row = { error: 'temporarily_unavailable', description: 'The signature service does not answer, try again later' };
const bug: Row = { error: 'server_error', description: 'An unexpected error' };
const invalid = (description: string): Row => ({ error: 'invalid_request', description });

/** What a client gets for each refusal of a neighbour. A code without a row does not compile. */
const rows = {
  'request.invalid': bug,
  'request.duplicate': bug,
  'request.too_many': bug,
  'caller.forbidden': bug,
  'deadline.exceeded': busy,
  'service.unavailable': busy,
  'service.forbidden': bug,
  internal: bug,
  'subscriber.unknown': bug,
  'client.unknown': { error: 'unauthorized_client', description: 'The client may not ask for signatures' },
  'signer.unknown': over,
  'login.refused': bug,
  'login.throttled': bug,
  'token.unknown': bug,
  'credential.unknown': invalid('Invalid parameter credentialID'),
  'credential.disabled': invalid('The credential identified by credentialID is disabled'),
  'credential.certificate_expired': invalid('Signing certificate is expired'),
  'credential.certificate_mismatch': bug,
  'credential.state': invalid('The credential identified by credentialID is disabled'),
  'session.over': over,
  'pool.empty': busy,
  'container.unknown': bug,
  'container.state': invalid('The credential identified by credentialID is disabled'),
  'container.limit': { error: 'access_denied', description: 'The policy of the container does not allow this signature' },
  'operator.unknown': bug,
  'operator.refused': bug,
  'operator.forbidden': bug,
  'role.forbidden': { error: 'access_denied', description: 'Who holds a role of trust in this service does not sign with it' },
  'algorithm.unsupported': invalid('Invalid parameter hashAlgorithmOID'),
  'hash.algorithm_missing': invalid('Missing (or invalid type) string parameter hashAlgorithmOID'),
  'hash.algorithm_unsupported': invalid('Invalid parameter hashAlgorithmOID'),
  'hash.length': invalid('Invalid digest value length'),
  'hash.not_authorised': bug,
  'activation.unknown': over,
  'activation.state': over,
  'activation.expired': { error: 'access_denied', description: 'The signer did not answer in time' },
  'activation.too_many': invalid('Numbers of signatures is too high'),
  'activation.busy': { error: 'temporarily_unavailable', description: 'Too many authorisations wait for this signer, try again later' },
  'enrolment.unknown': over,
  'enrolment.state': over,
  'enrolment.expired': over,
  'evidence.invalid': { error: 'access_denied', description: 'The evidence does not prove the signer of this request' },
  'evidence.provider_unknown': bug,
  'evidence.missing': { error: 'access_denied', description: 'The signer did not give the evidence that was asked for' },
  'evidence.locked': { error: 'access_denied', description: 'The means of the signer is locked' },
  'evidence.too_many_codes': { error: 'access_denied', description: 'No further code is sent for now' },
  'change.unknown': over,
  'change.state': over,
  'change.expired': over,
  'means.unknown': over,
  'proposal.unknown': over,
  'proposal.state': over,
  'proposal.refused': over,
  'proposal.impossible': over,
  'order.invalid': { error: 'invalid_request_object', description: 'The signed request does not say what was asked for' },
  'proof.invalid': { error: 'invalid_dpop_proof', description: 'The proof of possession is not valid' },
  'message.unreadable': bug,
  'message.undeliverable': busy,
  'event.unknown': bug,
  'head.unknown': bug,
  'transaction.unknown': bug,
  'finding.unknown': bug,
  'finding.state': bug,
  'archive.unknown': bug,
  'archive.incomplete': bug,
  'log.inconsistent': bug,
  'attempt.partial': bug,
  'attempt.unknown': bug,
  'attempt.too_many': bug,
  'timestamp.refused': bug,
  'sad.invalid': bug,
  'sad.expired': over,
  'sad.spent': over,
  'certificate.refused': bug,
  'certificate.pending': busy,
  'authority.unavailable': busy,
  'protection.refused': bug,
  'proof.unfit': bug,
  'hsm.unavailable': busy,
  'hsm.refused': busy,
  'hsm.ambiguous': busy,
  'clock.unreliable': busy,
  'log.behind': busy,
  'journal.closed': { error: 'temporarily_unavailable', description: 'Nothing is signed for the moment, until the signature service has been checked' },
  'record.tampered': bug,
} as const satisfies Record<ErrorCode, Row>;

/** A neighbour's refusal as the client is to get it through the browser; anything that is no refusal says nothing. */
export function toOAuthRefusal(cause: unknown): OAuthRefusal {
  if (cause instanceof OAuthRefusal) return cause;
  const { error, description } = cause instanceof ServiceError ? rows[cause.code] : bug;
  return new OAuthRefusal(error, description, { cause });
}

/** The same at the token endpoint, where a denied grant is `invalid_grant` (RFC 6749 5.2 knows no `access_denied`). */
export function toTokenRefusal(cause: unknown): OAuthRefusal {
  const refusal = toOAuthRefusal(cause);
  if (refusal.error !== 'access_denied') return refusal;
  return new OAuthRefusal('invalid_grant', 'Authorization code is invalid or expired', { cause });
}

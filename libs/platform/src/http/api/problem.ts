import { errorCodes, type ErrorCode } from '@paraph/contracts';

/** One member of a request that is wrong. */
export interface WrongField {
  readonly field: string;
  readonly problem: string;
}

/** A problem document (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly fields?: readonly WrongField[];
  readonly correlationId?: string;
}

/** HTTP status of each code. A code without a row does not compile. */
const statuses = {
  'request.invalid': 400,
  'request.duplicate': 409,
  'request.too_many': 429,
  'caller.forbidden': 500,
  'deadline.exceeded': 504,
  'service.unavailable': 503,
  'service.forbidden': 500,
  internal: 500,
  'subscriber.unknown': 404,
  'client.unknown': 404,
  'signer.unknown': 404,
  'login.refused': 422,
  'login.throttled': 429,
  'token.unknown': 404,
  'credential.unknown': 404,
  'credential.disabled': 409,
  'credential.certificate_expired': 409,
  'credential.certificate_mismatch': 502,
  'credential.state': 409,
  'session.over': 409,
  'pool.empty': 503,
  'container.unknown': 404,
  'container.state': 409,
  'container.limit': 403,
  'operator.unknown': 404,
  'operator.refused': 401,
  'operator.forbidden': 403,
  'role.forbidden': 409,
  'algorithm.unsupported': 422,
  'hash.algorithm_missing': 422,
  'hash.algorithm_unsupported': 422,
  'hash.length': 422,
  'hash.not_authorised': 422,
  'activation.unknown': 404,
  'activation.state': 409,
  'activation.expired': 409,
  'activation.too_many': 422,
  'activation.busy': 409,
  'enrolment.unknown': 404,
  'enrolment.state': 409,
  'enrolment.expired': 409,
  'evidence.invalid': 422,
  'evidence.missing': 422,
  'evidence.locked': 409,
  'evidence.too_many_codes': 409,
  'evidence.provider_unknown': 422,
  'change.unknown': 404,
  'change.state': 409,
  'change.expired': 409,
  'means.unknown': 404,
  'proposal.unknown': 404,
  'proposal.state': 409,
  'proposal.refused': 422,
  'proposal.impossible': 409,
  'order.invalid': 422,
  'proof.invalid': 422,
  'message.unreadable': 500,
  'message.undeliverable': 502,
  'event.unknown': 404,
  'head.unknown': 404,
  'transaction.unknown': 404,
  'finding.unknown': 404,
  'finding.state': 409,
  'archive.unknown': 404,
  'archive.incomplete': 409,
  'log.inconsistent': 500,
  'attempt.partial': 502,
  'attempt.unknown': 404,
  'attempt.too_many': 429,
  'timestamp.refused': 502,
  'sad.invalid': 422,
  'sad.expired': 409,
  'sad.spent': 409,
  'certificate.refused': 502,
  'certificate.pending': 503,
  'authority.unavailable': 503,
  'protection.refused': 500,
  'proof.unfit': 502,
  'hsm.unavailable': 503,
  'hsm.refused': 502,
  'hsm.ambiguous': 502,
  'clock.unreliable': 503,
  'log.behind': 503,
  'journal.closed': 503,
  'record.tampered': 500,
} as const satisfies Record<ErrorCode, number>;

/** The problem document of a code. */
export function problemOf(code: ErrorCode, detail: string, more: Pick<Problem, 'fields' | 'correlationId'> = {}): Problem {
  return { type: `urn:paraph:error:${code}`, title: errorCodes[code].meaning, status: statuses[code], code, detail, ...more };
}

/** Whether an answer of this status says after how many seconds to come again (RFC 9110 section 10.2.3). */
export function comesAgain(status: number): boolean {
  return status === 503 || status === 429;
}

import { PROOF_ALGORITHMS } from '@paraph/platform/possession';
import type { Scope } from '../domain/bearer.js';
import { CscRefusal, refusals, type CscError } from './csc-error.js';

/** A token of the wrong scope, with those the method takes. */
export class WrongScope extends CscRefusal {
  constructor(readonly scopes: readonly Scope[]) {
    super(refusals.wrongScope);
  }
}

/** The `WWW-Authenticate` header of a refusal, where it has one: every 401 does (RFC 9110 section 15.5.2). */
export function challengeOf(failure: unknown, { status, error }: CscError, method: string | undefined): string | undefined {
  if (failure instanceof WrongScope) return `Bearer error="insufficient_scope", scope="${failure.scopes.join(' ')}"`;
  if (status !== 401) return undefined;
  if (error === 'invalid_dpop_proof') return `DPoP error="invalid_dpop_proof", ${PROOF_ALGORITHMS}`;
  if (failure instanceof CscRefusal && failure.wire === refusals.boundToken) return `DPoP error="invalid_token", ${PROOF_ALGORITHMS}`;
  if (method === 'auth/login') return 'Basic realm="auth/login", charset="UTF-8"';
  // RFC 6750 section 3 knows one code for what CSC splits into unknown and expired.
  return 'Bearer error="invalid_token"';
}

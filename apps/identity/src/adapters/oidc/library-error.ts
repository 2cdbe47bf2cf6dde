import { unavailableIfLost } from '@paraph/platform';
import { errors } from 'oidc-provider';
import { OAuthRefusal } from '../../domain/oauth-refusal.js';
import { toOAuthRefusal } from '../../domain/service-refusals.js';

const statuses: Readonly<Partial<Record<OAuthRefusal['error'], number>>> = { server_error: 500, temporarily_unavailable: 503 };

/** A refusal of ours as the library's error, so that it reaches the client by the library's own ways. */
export function toLibraryError(cause: unknown): errors.OIDCProviderError {
  if (cause instanceof errors.OIDCProviderError) return cause;
  const refusal = toRefusal(cause);
  // Its words are final: no detail for the table of CSC's refusals to go by.
  const error = new errors.CustomOIDCProviderError(refusal.error, refusal.description, { cause: refusal.cause, detail: '' });
  error.status = error.statusCode = statuses[refusal.error] ?? 400;
  return error;
}

/** What the client is told. A database that is away is no bug, whoever met it first: the domain, which knows of none, takes it for one. */
export function toRefusal(cause: unknown): OAuthRefusal {
  return toOAuthRefusal(unavailableIfLost(cause instanceof OAuthRefusal && cause.error === 'server_error' ? cause.cause : cause));
}

/** Runs a rule of ours inside the library. */
export function asLibraryErrors<T>(rule: () => T): T {
  try {
    return rule();
  } catch (cause) {
    throw toLibraryError(cause);
  }
}

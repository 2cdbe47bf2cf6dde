import { ServiceError } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';

const MOST_CAUSES = 10;

/**
 * A failure as it may go on while these secrets are in flight: itself, or if it or a cause of it says one of them, another
 * that says only what kind of failure it was. What fails unexpectedly may quote what it was given, and its text goes to the log.
 */
export function withheld(failure: unknown, secrets: readonly Secret[]): unknown {
  const text = wordsOf(failure).join('\n');
  if (!secrets.some((secret) => text.includes(secret.reveal()))) return failure;
  if (!(failure instanceof ServiceError)) return new Error(`${typeOf(failure)}: the rest is withheld, since it says a secret`);
  const { code, retryAfter } = failure;
  return new ServiceError(code, 'the detail is withheld, since it says a secret', retryAfter === undefined ? {} : { retryAfter });
}

/** All of a failure and its causes that anybody might write down. */
function wordsOf(failure: unknown, depth = 0): string[] {
  if (!(failure instanceof Error)) return [String(failure)];
  const { name, message, stack = '', cause } = failure;
  const code = 'code' in failure ? String(failure.code) : '';
  return [name, message, stack, code, ...(cause === undefined || depth >= MOST_CAUSES ? [] : wordsOf(cause, depth + 1))];
}

function typeOf(failure: unknown): string {
  return failure instanceof Error ? failure.constructor.name : typeof failure;
}

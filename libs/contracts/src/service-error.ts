import type { ErrorCode } from './error-codes.js';

export interface ServiceErrorOptions {
  /** What really happened, for the log of this process only. */
  readonly cause?: unknown;
  /** Seconds after which the same call may succeed. */
  readonly retryAfter?: number;
}

/**
 * An expected refusal. Its code and detail cross the wire and may be shown to a stranger: never put a secret,
 * a foreign error's text or a neighbour's state into `detail`.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly detail: string;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, detail: string, options: ServiceErrorOptions = {}) {
    super(`${code}: ${detail}`, { cause: options.cause });
    this.code = code;
    this.detail = detail;
    this.retryAfter = options.retryAfter;
  }
}

/** What a service said when it refused, CSC API v1 and v2 section 10.1. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly description?: string | undefined;
}

/** A refusal by a CSC service or its authorisation server, in its own words. */
export class CscError extends Error implements Refusal {
  override readonly name = 'CscError';
  /** Name of the method, such as `signatures/signHash` or `oauth2/token`. */
  readonly method: string;
  readonly status: number;
  readonly error: string;
  readonly description: string | undefined;
  /** Seconds after which the service wants to be asked again, where it said so. */
  readonly retryAfter: number | undefined;

  constructor(method: string, { status, error, description }: Refusal, retryAfter?: number) {
    super(`${method} answered ${status} ${error}${description === undefined ? '' : `: ${description}`}`);
    this.method = method;
    this.status = status;
    this.error = error;
    this.description = description;
    this.retryAfter = retryAfter;
  }
}

/** Nobody answered: the connection failed, or the time was over. Whether the request had an effect is not known. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** An answer came and is not one of the CSC API: the other side speaks another version, or something else altogether. */
export class UnreadableAnswerError extends Error {
  override readonly name = 'UnreadableAnswerError';
}

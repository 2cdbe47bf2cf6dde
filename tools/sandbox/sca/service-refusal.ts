import { CscError, UnreachableError, UnreadableAnswerError } from '@paraph/csc-client';
import { StepFailure } from '../../stack/progress.ts';

const advice: Readonly<Record<string, string>> = {
  invalid_token: 'obtain a new token; the old one was never issued or belongs to another stack',
  expired_token: 'obtain a new token',
  invalid_client: 'compare the client and its secret with sandbox.json',
  invalid_grant: 'authorise again; a code works once and for a minute',
  access_denied: 'the signer or the service refused; authorise again if that was a mistake',
  unauthorized_client: 'register the client for this',
  temporarily_unavailable: 'try again in a moment',
  server_error: 'look into the logs of the stack',
};

/** A refusal by the CSC service or its authorisation server, with what a person can do about it. */
export class ServiceRefusal extends StepFailure {
  readonly status: number;
  readonly error: string;
  readonly description: string | undefined;

  constructor(cause: CscError) {
    const { status, error, description, message } = cause;
    super(message, advice[error] ?? (status >= 500 ? 'look into the logs of the stack' : 'correct the request as the answer says'), { cause });
    this.name = 'ServiceRefusal';
    this.status = status;
    this.error = error;
    this.description = description;
  }
}

/** Adds to a failure of the client library what a person can do about it. */
export function advised(error: unknown): unknown {
  if (error instanceof CscError) return new ServiceRefusal(error);
  if (error instanceof UnreachableError) return new StepFailure(error.message, 'is the stack running? start it with `npm start`', { cause: error });
  if (error instanceof UnreadableAnswerError) return new StepFailure(error.message, 'compare the versions of service and application', { cause: error });
  return error;
}

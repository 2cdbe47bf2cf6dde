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

/** A refusal by the CSC service or its authorisation server, in the terms of CSC API v2 section 10.1. */
export class CscError extends StepFailure {
  readonly status: number;
  readonly error: string;
  readonly errorDescription: string | undefined;

  constructor(method: string, answer: { status: number; error: string; errorDescription?: string | undefined }) {
    const { status, error, errorDescription } = answer;
    super(
      `${method} answered ${status} ${error}${errorDescription === undefined ? '' : `: ${errorDescription}`}`,
      advice[error] ?? (status >= 500 ? 'look into the logs of the stack' : 'correct the request as the answer says'),
    );
    this.name = 'CscError';
    this.status = status;
    this.error = error;
    this.errorDescription = errorDescription;
  }
}

import { ServiceError } from '@paraph/contracts';

/**
 * Node's words for a connection that is not there, and PostgreSQL's (appendix A) for one it ends or does not take yet (classes 08 and 57P), for
 * resources that are used up, the disk among them (class 53), a disk that fails (58030), and for a statement or a lock that took too long.
 * Statements are asked for without waiting in between, so that the word that is heard may be that of one behind it (25P02): nothing was done,
 * and asking again tells why.
 */
const LOST = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08\w{3}|57P0[1-3]|53\w{3}|58030|57014|55P03|25P02)$/;
/** What the driver says without a code. */
const SAID =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|a statement of the transaction has failed)/;
const DEEPEST = 4;

/**
 * An error as a refusal, if the database is away: that is a neighbour's absence and no bug, and the caller may try again.
 * Any other error comes back as it is.
 */
export function unavailableIfLost(error: unknown): unknown {
  if (!isLost(error, 0)) return error;
  return new ServiceError('service.unavailable', 'the database does not answer', { cause: error, retryAfter: 1 });
}

function isLost(error: unknown, depth: number): boolean {
  if (!(error instanceof Error) || error instanceof ServiceError || depth > DEEPEST) return false;
  if ('code' in error && typeof error.code === 'string' && LOST.test(error.code)) return true;
  if (SAID.test(error.message)) return true;
  const inner = [error.cause, 'driverError' in error ? error.driverError : undefined, ...(error instanceof AggregateError ? (error.errors as unknown[]) : [])];
  return inner.some((one) => one !== error && isLost(one, depth + 1));
}

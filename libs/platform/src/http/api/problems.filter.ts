import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { correlationId } from '../../logs/correlation.js';
import { Log } from '../../logs/log.js';
import { InvalidRequest } from './parse.js';
import { comesAgain, problemOf, type Problem } from './problem.js';

/** The part of Fastify's reply that is used here. */
interface Reply {
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: object): void;
}

/** Every failure as a problem document. */
@Catch()
export class Problems implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<Reply>();
    const health = healthOf(error);
    if (health) return reply.code(503).send(health);
    const problem = this.problem(error);
    if (problem.status === 500) this.log.error('request-failed', error);
    if (comesAgain(problem.status)) reply.header('retry-after', String((error instanceof ServiceError ? error.retryAfter : undefined) ?? 1));
    reply.code(problem.status).header('content-type', 'application/problem+json').header('cache-control', 'no-store').send(problem);
  }

  private problem(error: unknown): Problem {
    const correlation = correlationId();
    const more = correlation === undefined ? {} : { correlationId: correlation };
    if (error instanceof InvalidRequest) return problemOf('request.invalid', error.message, { ...more, fields: error.fields });
    if (error instanceof ServiceError) return problemOf(error.code, error.detail, more);
    // What the HTTP server refuses: a body that is no JSON or too large, an address nobody knows.
    if (error instanceof HttpException) return { ...problemOf('request.invalid', error.message, more), status: error.getStatus() };
    return problemOf('internal', 'an unexpected error, see the log', more);
  }
}

/** Health says 503 in an object of its own. */
function healthOf(error: unknown): object | undefined {
  const body = error instanceof HttpException && error.getStatus() === 503 ? error.getResponse() : undefined;
  return typeof body === 'object' ? body : undefined;
}

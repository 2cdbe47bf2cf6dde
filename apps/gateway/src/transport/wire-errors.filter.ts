import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { correlationId } from '@paraph/platform';
import { CscRefusal, cscErrorOf, refusals } from './csc-error.js';
import { send, type HttpReply } from './send.js';

/** What the HTTP server refuses before the edge sees it, a body that is too large, in the shape of all other errors. */
@Catch(HttpException)
export class WireErrors implements ExceptionFilter<HttpException> {
  catch(error: HttpException, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<HttpReply>();
    if (error.getStatus() === 413) {
      const failure = new CscRefusal(refusals.tooLarge);
      send(reply, { failure, wire: cscErrorOf(failure) }, correlationId());
    } else {
      // Health says 503 in its own words.
      const body = error.getResponse();
      reply.code(error.getStatus()).send(typeof body === 'string' ? { error: body } : body);
    }
  }
}

import { All, Controller, Req, Res } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { correlationId, Log } from '@paraph/platform';
import { Edge, type EdgeAnswer } from './edge.js';
import { send, type HttpReply } from './send.js';

/** The part of Fastify's request that is used here. */
interface HttpRequest {
  readonly method: string;
  readonly url: string;
  /** A header that came twice is joined by a comma, except `authorization`, of which the first one counts. */
  readonly headers: { readonly authorization?: string; readonly dpop?: string };
  readonly body?: unknown;
}

/** All that is no health or metrics: the CSC API, and JSON answers for whatever else is asked. */
@Controller()
export class CscController {
  constructor(
    private readonly edge: Edge,
    private readonly log: Log,
  ) {}

  @All('*')
  async all(@Req() { method, url, headers, body }: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const answer = await this.edge.answer({
      verb: method,
      target: url,
      authorization: headers.authorization,
      proof: headers.dpop,
      body: typeof body === 'string' ? body : undefined,
    });
    if ('failure' in answer && answer.wire.status >= 500) this.report(answer, { method, path: url.split('?')[0] });
    send(reply, answer, correlationId());
  }

  /** What is not the caller's fault is in the log with its code, under the correlation id that the answer carries. */
  private report({ failure, wire }: Extract<EdgeAnswer, { failure: unknown }>, request: { readonly method: string; readonly path: string | undefined }): void {
    const isExpected = failure instanceof ServiceError && (wire.status !== 500 || failure.code === 'hsm.ambiguous' || failure.code === 'attempt.partial');
    if (!isExpected) return this.log.error('request-failed', failure, request);
    this.log.warn('request-unserved', { ...request, status: wire.status, code: failure.code, detail: failure.detail });
  }
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ServiceError } from '@paraph/contracts';
import { callerAddress, correlationId, Log, nameRoute } from '@paraph/platform';
import type { IncomingMessage } from 'node:http';
import type { CscError } from './csc-error.js';
import { Edge, type EdgeRequest } from './edge.js';
import { EdgeSettings } from './edge-settings.js';
import { readBody } from './read-body.js';
import { pathOf } from './route.js';
import { send, type HttpReply } from './send.js';

/** Failures that an operator expects to see now and then: in the log without a stack. */
const expected: ReadonlySet<string> = new Set(['hsm.ambiguous', 'attempt.partial']);

/** Puts the edge before the HTTP server: all that is no health, metrics or page is its business, and JSON answers for whatever else is asked. */
export function prepareHttp(app: NestFastifyApplication): void {
  const edge = new HttpEdge(app.get(Edge), app.get(EdgeSettings), app.get(Log));
  // Asked before the server looks at a body: the edge reads it itself, after it knows who sends it. Nest is left out of the way, since it would add nothing.
  const onRequest = async (request: { readonly raw: IncomingMessage }, reply: HttpReply): Promise<HttpReply> => edge.handle(request.raw, reply);
  app
    .getHttpAdapter()
    .getInstance()
    .all('/*', { onRequest }, (_request, reply) => reply);
}

/** Between Fastify and the edge. */
class HttpEdge {
  constructor(
    private readonly edge: Edge,
    private readonly settings: EdgeSettings,
    private readonly log: Log,
  ) {}

  async handle(raw: IncomingMessage, reply: HttpReply): Promise<HttpReply> {
    const { method = '', url = '', headers } = raw;
    const request: EdgeRequest = {
      verb: method,
      target: url,
      address: callerAddress(raw, this.settings.proxiesInFront),
      // A header that came twice is joined by a comma, except `authorization`, of which the first one counts.
      authorization: headers.authorization,
      proof: text(headers['dpop']),
      origin: headers.origin,
      isPreflight: method === 'OPTIONS' && headers['access-control-request-method'] !== undefined,
      named: (route) => nameRoute(raw, route),
      body: (most) => readBody(raw, most),
    };
    const answer = await this.edge.answer(request);
    if ('failure' in answer && answer.status >= 500) this.report(answer, { method, path: pathOf(url) });
    return send(reply, answer, correlationId());
  }

  /** What is not the caller's fault is in the log with its code, under the correlation id that the answer carries. */
  private report({ failure, wire }: { failure: unknown; wire: CscError }, request: { readonly method: string; readonly path: string }): void {
    const isExpected = failure instanceof ServiceError && (wire.status !== 500 || expected.has(failure.code));
    if (!isExpected) return this.log.error('request-failed', failure, request);
    this.log.warn('request-unserved', { ...request, status: wire.status, code: failure.code, detail: failure.detail });
  }
}

function text(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' || header === undefined ? header : header.join(', ');
}

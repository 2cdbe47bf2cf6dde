import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { IncomingMessage } from 'node:http';
import { correlationId, runUnder } from '../logs/correlation.js';
import type { OpenSpan } from '../tracing/span.js';
import { beginSpan } from '../tracing/traced.js';
import type { Metrics } from './metrics.js';

/** Where nothing is declared: whatever a stranger asks for is one and the same. */
const NO_ROUTE = 'none';

/** Takes whatever no other route takes. */
const ANY = '/*';

const named = new WeakMap<IncomingMessage, string>();

/** Names the route of a request, for a server that finds its way by a table of its own. The name is one of that table, never a part of the path. */
export function nameRoute(request: IncomingMessage, route: string): void {
  named.set(request, route);
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** What whoever runs the process asks all the time; it would hide everything else. */
const OPERATIONS = new Set(['/health/live', '/health/ready', '/metrics']);

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

/** Counts the requests of a process, and records each as a step of its trace. A route is the declared pattern, so that no path makes a series of its own. */
export function countRequests(fastify: Fastify, metrics: Pick<Metrics, 'counter' | 'histogram'>): void {
  const requests = metrics.counter({
    name: 'http_requests_total',
    help: 'Requests over HTTP, by the declared route (`none` where there is none) and what was answered',
    labels: ['route', 'method', 'status'],
  });
  const seconds = metrics.histogram({ name: 'http_request_seconds', help: 'Time until the answer to a request was written', labels: ['route'] });
  const open = new WeakMap<object, { readonly span: OpenSpan; readonly correlation: string | undefined }>();

  fastify.addHook('onRequest', (request, _reply, done) => {
    const route = routeOf(request);
    const method = methodOf(request.method);
    const span = OPERATIONS.has(route)
      ? undefined
      : beginSpan({ name: `${method} ${route}`, kind: 'server', attributes: { 'http.request.method': method, 'http.route': route } });
    if (span === undefined) return done();
    open.set(request, { span, correlation: correlationId() });
    runUnder(span.trace, done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = routeOf(request);
    if (!OPERATIONS.has(route)) {
      requests.inc({ route, method: methodOf(request.method), status: String(reply.statusCode) });
      seconds.observe({ route }, reply.elapsedTime / 1_000);
    }
    const { span, correlation } = open.get(request) ?? {};
    span?.rename(`${methodOf(request.method)} ${route}`);
    span?.end(reply.statusCode >= 500 ? 'internal' : 'success', {
      'http.route': route,
      'http.response.status_code': reply.statusCode,
      ...(correlation === undefined ? {} : { 'paraph.correlation_id': correlation }),
    });
    done();
  });
}

function methodOf(method: string): string {
  return METHODS.has(method) ? method : 'other';
}

function routeOf({ raw, routeOptions: { url } }: { readonly raw: IncomingMessage; readonly routeOptions: { readonly url?: string | undefined } }): string {
  return named.get(raw) ?? (url === undefined || url === ANY ? NO_ROUTE : url);
}

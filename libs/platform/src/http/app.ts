import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Clock } from '@paraph/kernel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerOptions } from 'node:https';
import { acceptCorrelationId, runWork } from '../logs/correlation.js';
import { TRACE_HEADER } from '../logs/trace-context.js';
import { enterTrace } from '../tracing/traced.js';
import { NestLog } from '../logs/log.js';
import type { Opened } from '../opened.js';
import { PlatformModule } from '../platform.module.js';
import { Metrics } from './metrics.js';
import { countRequests } from './request-figures.js';

/** Longest HTTP request body, in bytes. */
const BODY_LIMIT = 2_000_000;

/** How long a request may take to arrive, its body included, milliseconds: whoever sends a byte a minute holds a connection no longer. */
const ARRIVES_WITHIN_MS = 30_000;

/** Node.js answers an `Expect` that it does not know by itself and without a body, before anybody else hears of the request. */
function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const body = JSON.stringify({ error: 'invalid_request', error_description: 'The header Expect may only say 100-continue' });
  response.writeHead(417, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body), connection: 'close' }).end(body);
}

/** What the server of a process stands on besides its modules. */
export interface Serving {
  readonly clock?: Clock | undefined;
  /** Absent for plain http. */
  readonly https?: ServerOptions | undefined;
  /** Whether health and metrics are told elsewhere. */
  readonly hasOperationsPort?: boolean;
}

/** Makes the Nest application of a service: platform's module beside its own, each HTTP request under a correlation id. */
export async function createApp(
  module: DynamicModule,
  opened: Opened,
  { clock, https, hasOperationsPort = false }: Serving = {},
): Promise<NestFastifyApplication> {
  const options = { bodyLimit: BODY_LIMIT, forceCloseConnections: 'idle', requestTimeout: ARRIVES_WITHIN_MS } as const;
  const adapter = new FastifyAdapter(https === undefined ? options : { ...options, https });
  adapter.getInstance().server.on('checkExpectation', refuseExpectation);
  const root: DynamicModule = { module: class Root {}, imports: [PlatformModule.around(opened, clock, { hasOperationsPort }), module] };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, { logger: new NestLog(opened.log), abortOnError: false });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, _reply, done) => {
    runWork({ correlationId: acceptCorrelationId(request.headers['x-correlation-id']), trace: enterTrace(request.headers[TRACE_HEADER]) }, done);
  });
  // Whoever is answered while we stop has an idle connection afterwards, and closing waits for those: for as long as the client likes.
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (opened.readiness.isStopping) reply.header('connection', 'close');
    done();
  });
  countRequests(fastify, app.get(Metrics));
  return app;
}

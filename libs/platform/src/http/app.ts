import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Clock } from '@paraph/kernel';
import { acceptCorrelationId, runWork } from '../logs/correlation.js';
import { acceptTrace, TRACE_HEADER } from '../logs/trace-context.js';
import { NestLog } from '../logs/log.js';
import type { Opened } from '../opened.js';
import { PlatformModule } from '../platform.module.js';

/** Longest HTTP request body, in bytes. */
const BODY_LIMIT = 2_000_000;

/** Makes the Nest application of a service: platform's module beside its own, each HTTP request under a correlation id. */
export async function createApp(module: DynamicModule, opened: Opened, clock?: Clock): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT, forceCloseConnections: 'idle' });
  const root: DynamicModule = { module: class Root {}, imports: [PlatformModule.around(opened, clock), module] };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, { logger: new NestLog(opened.log), abortOnError: false });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, _reply, done) => {
      runWork({ correlationId: acceptCorrelationId(request.headers['x-correlation-id']), trace: acceptTrace(request.headers[TRACE_HEADER]) }, done);
    });
  return app;
}

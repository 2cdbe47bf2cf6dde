import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { WireErrors } from './wire-errors.filter.js';

/**
 * Prepares the HTTP server for the API: bodies arrive as text whatever their content type says, since the edge reads them
 * itself, after it knows who sent them.
 */
export function prepareHttp(app: NestFastifyApplication): void {
  app.getHttpAdapter().getInstance().removeAllContentTypeParsers();
  app.useBodyParser('*', {}, (_request, body, done) => done(null, body.toString('utf8')));
  app.useGlobalFilters(new WireErrors());
}

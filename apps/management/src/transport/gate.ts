import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Log } from '@paraph/platform';
import type { BootstrapToken } from '../domain/bootstrap-token.js';
import { Problems } from './problems.filter.js';

/** What anybody on the machine may ask. A list of what is open, since an address has more spellings than a list of what is not. */
const open: ReadonlySet<string> = new Set(['/health/live', '/health/ready', '/metrics']);

/** Lets nobody in without the token, before a body is read. */
export function closeGate(app: NestFastifyApplication, token: BootstrapToken): void {
  const log = app.get(Log);
  app.useGlobalFilters(new Problems(log));
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (open.has(request.url) || token.isIn(request.headers.authorization)) return done();
      log.warn('operator-refused', { method: request.method });
      void reply.code(401).header('www-authenticate', 'Bearer').header('content-type', 'application/problem+json').send(unauthorised);
    });
}

const unauthorised = {
  type: 'urn:paraph:error:unauthorised',
  title: 'The bootstrap token is missing or wrong.',
  status: 401,
  code: 'unauthorised',
  detail: 'send the bootstrap token as Authorization: Bearer',
};

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { managementEndpoints, ServiceError, type Endpoint, type EndpointName } from '@paraph/contracts';
import { Log } from '@paraph/platform';
import type { AdmitOperator } from '../domain/operators/admit-operator.js';
import { keepAdmitted } from './acting-operator.js';
import { problemOf } from './problem.js';
import { Problems } from './problems.filter.js';
import { pageRoutes } from './pages/page-routes.js';
import { routeOf } from './serves.js';

/** What anybody on the machine may ask. A list of what is open, since an address has more spellings than a list of what is not. */
const open: ReadonlySet<string> = new Set(['/health/live', '/health/ready', '/metrics']);

/** Which endpoint a method and a route are. */
const endpoints: ReadonlyMap<string, EndpointName> = new Map(
  // The table has these keys and no others.
  (Object.entries(managementEndpoints) as [EndpointName, Endpoint][]).map(([name, endpoint]) => [`${endpoint.method} ${routeOf(endpoint)}`, name]),
);

/** Lets nobody in who may not ask what they ask, before a body is read. */
export function closeGate(app: NestFastifyApplication, admit: AdmitOperator): void {
  const log = app.get(Log);
  app.useGlobalFilters(new Problems(log));
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request, reply) => {
      const route = request.routeOptions.url;
      if (open.has(request.url) || (route !== undefined && pageRoutes.has(route))) return;
      try {
        const method = request.method === 'HEAD' ? 'GET' : request.method;
        const endpoint = route === undefined ? undefined : endpoints.get(`${method} ${route}`);
        const who = await admit.run(request.headers.authorization, endpoint);
        if (who) keepAdmitted(request, who);
      } catch (error) {
        const { code, detail } = error instanceof ServiceError ? error : new ServiceError('internal', 'an unexpected error, see the log');
        const problem = problemOf(code, detail);
        if (code === 'internal') log.error('gate-failed', error);
        else log.warn('operator-refused', { method: request.method, code });
        if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
        return reply.code(problem.status).header('content-type', 'application/problem+json').header('cache-control', 'no-store').send(problem);
      }
    });
}

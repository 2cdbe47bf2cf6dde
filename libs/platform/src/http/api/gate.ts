import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ServiceError, type Endpoint } from '@paraph/contracts';
import { Log } from '../../logs/log.js';
import { comesAgain, problemOf } from './problem.js';
import { Problems } from './problems.filter.js';
import { routeBelow, type ApiRoot } from './serves.js';

/** What anybody on the machine may ask. A list of what is open, since an address has more spellings than a list of what is not. */
const open: ReadonlySet<string> = new Set(['/health/live', '/health/ready', '/metrics']);

/** A request as far as a proof of possession is about it (RFC 9449). */
export interface ArrivedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  /** The `DPoP` header; two of them are joined by a comma, as Node does. */
  readonly proof: string | undefined;
}

/** Who watches over an API. */
export interface Gate<Name extends string, Admitted> {
  readonly root: ApiRoot;
  readonly endpoints: Readonly<Record<Name, Endpoint>>;
  /** Routes beside the API that anybody may ask, such as those of pages. */
  readonly openRoutes?: ReadonlySet<string>;
  /** What the log calls a refusal. */
  readonly refusal: string;
  /** By which schemes somebody may show who they are, as `WWW-Authenticate` has it; `Bearer` unless something else is said. */
  readonly challenge?: string;
  /**
   * Who asks, if they may; the endpoint is absent for an address nobody serves.
   *
   * @returns undefined where anybody may
   * @throws ServiceError for whoever may not
   */
  admit(authorization: string | undefined, endpoint: Name | undefined, request: ArrivedRequest): Promise<Admitted | undefined>;
  /** Leaves with a request who was let in. */
  keep(request: object, who: Admitted): void;
}

/** Lets nobody in who may not ask what they ask, before a body is read, and answers every failure as a problem document. */
export function closeGate<Name extends string, Admitted>(app: NestFastifyApplication, gate: Gate<Name, Admitted>): void {
  const log = app.get(Log);
  const routes: ReadonlyMap<string, Name> = new Map(
    // The table has these keys and no others.
    (Object.entries(gate.endpoints) as [Name, Endpoint][]).map(([name, endpoint]) => [`${endpoint.method} ${routeBelow(gate.root, endpoint)}`, name]),
  );
  app.useGlobalFilters(new Problems(log));
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request, reply) => {
      const route = request.routeOptions.url;
      if (open.has(request.url) || (route !== undefined && gate.openRoutes?.has(route) === true)) return;
      try {
        const method = request.method === 'HEAD' ? 'GET' : request.method;
        const endpoint = route === undefined ? undefined : routes.get(`${method} ${route}`);
        const proof = request.headers['dpop'];
        const arrived = { method: request.method, target: request.url, proof: Array.isArray(proof) ? proof.join(', ') : proof };
        const who = await gate.admit(request.headers.authorization, endpoint, arrived);
        if (who !== undefined) gate.keep(request, who);
      } catch (error) {
        const { code, detail, retryAfter } = error instanceof ServiceError ? error : new ServiceError('internal', 'an unexpected error, see the log');
        const problem = problemOf(code, detail);
        if (code === 'internal') log.error('gate-failed', error);
        else log.warn(gate.refusal, { method: request.method, code });
        if (problem.status === 401) reply.header('www-authenticate', gate.challenge ?? 'Bearer');
        if (comesAgain(problem.status)) reply.header('retry-after', String(retryAfter ?? 1));
        return reply.code(problem.status).header('content-type', 'application/problem+json').header('cache-control', 'no-store').send(problem);
      }
    });
}

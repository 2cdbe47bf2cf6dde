import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { routeOf } from './route-of.js';

/** Answers JSON where there is nothing, too: clients parse every answer of these addresses. */
export function answerUnknownRoutes(provider: Provider): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    if (routeOf(ctx) !== undefined || ctx.status !== 404) return;
    ctx.status = 404;
    ctx.body = { error: 'invalid_request', error_description: 'There is nothing at this address for this method' };
  });
}

import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { routeOf } from './route-of.js';

/**
 * The library's answers to browsers as CSC has them: 302, and errors where the client looks for them. A client that asked
 * for an implicit grant would get the refusal in the fragment; here there is no such grant for anybody.
 */
export function answerBrowsers(provider: Provider): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    const route = routeOf(ctx);
    if (route !== 'authorization' && route !== 'resume') return;
    if (route === 'resume') forgetSession(ctx, provider);
    const location = String(ctx.response.get('location'));
    if (ctx.status === 303 && location !== '') {
      ctx.status = 302;
      ctx.set('location', location.replace('#error=', location.includes('?') ? '&error=' : '?error='));
    }
  });
}

/** The library has set the cookie of a session by now, which nobody keeps: it goes as well. */
function forgetSession(ctx: KoaContextWithOIDC, provider: Provider): void {
  if (ctx.oidc.session?.accountId === undefined) return;
  ctx.oidc.cookies.set(provider.cookieName('session'), null, { httpOnly: true, sameSite: 'lax', signed: true, overwrite: true });
}

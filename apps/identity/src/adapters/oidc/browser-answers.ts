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
    if (route === 'resume') await forgetSession(ctx, provider);
    const location = String(ctx.response.get('location'));
    if (ctx.status === 303 && location !== '') {
      ctx.status = 302;
      ctx.set('location', location.replace('#error=', location.includes('?') ? '&error=' : '?error='));
    }
  });
}

/**
 * No session outlives its request: whoever signs next in this browser must not meet the one before. The library has
 * stored the session and set its cookie by now; both go.
 */
async function forgetSession(ctx: KoaContextWithOIDC, provider: Provider): Promise<void> {
  const { session } = ctx.oidc;
  if (session?.accountId === undefined) return;
  await session.destroy();
  ctx.oidc.cookies.set(provider.cookieName('session'), null, { httpOnly: true, sameSite: 'lax', signed: true, overwrite: true });
}

import { unavailableIfLost, type Log } from '@paraph/platform';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Failure, FailurePage } from '../../domain/ports/failure-page.js';
import { toLibraryError } from './library-error.js';
import { routeOf } from './route-of.js';

/** What an answer is written to. */
type Answer = Pick<KoaContextWithOIDC, 'get' | 'set'> & { status: number; type: string; body: unknown };

/** Shows a person that a request led nowhere, and where asking again helps. */
export function showFailure(ctx: Answer, failurePage: FailurePage, thrown: unknown): void {
  const { error, error_description: description } = say(ctx, thrown);
  showPage(ctx, failurePage, { error, description });
}

/** Shows a person words that are chosen already; the status is the caller's. */
export function showPage(ctx: Answer, failurePage: FailurePage, said: Omit<Failure, 'acceptLanguage'>): void {
  const page = failurePage.render({ ...said, acceptLanguage: ctx.get('accept-language') });
  ctx.type = 'html';
  ctx.set({ ...page.headers });
  ctx.body = page.html;
}

/**
 * Answers where something failed around the library's own actions: the session is read before them and stored after them, and what is
 * thrown there reaches nobody but Koa, who says no word a client could act on. A database that is away is said to be (503).
 */
export function answerFailures(provider: Provider, failurePage: FailurePage, log: Log): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    try {
      await next();
    } catch (thrown) {
      if (unavailableIfLost(thrown) === thrown) log.error('authorisation-server-failed', thrown);
      ctx.set('cache-control', 'no-store');
      const route = routeOf(ctx);
      if (route === 'authorization' || route === 'resume') return showFailure(ctx, failurePage, thrown);
      const { error, error_description } = say(ctx, thrown);
      ctx.body = { error, error_description };
    }
  });
}

function say(ctx: Answer, thrown: unknown) {
  const refusal = toLibraryError(thrown);
  ctx.status = refusal.statusCode;
  if (ctx.status === 503) ctx.set('retry-after', '1');
  return refusal;
}

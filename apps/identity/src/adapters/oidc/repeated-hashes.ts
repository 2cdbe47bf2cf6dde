import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

/** Joins a repeated `hashes` parameter of the authorisation request: some clients repeat it instead of using commas. */
export function joinRepeatedHashes(provider: Provider): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    const hashes = ctx.query['hashes'];
    if (Array.isArray(hashes)) {
      const query = new URLSearchParams(ctx.querystring);
      query.set('hashes', hashes.join(','));
      ctx.querystring = query.toString();
    }
    await next();
  });
}

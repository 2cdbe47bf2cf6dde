import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

/** Joins a repeated `hashes` or, by v1, `hash` parameter of the authorisation request: some clients repeat it instead of using commas. */
export function joinRepeatedHashes(provider: Provider): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    for (const name of ['hash', 'hashes']) {
      const hashes = ctx.query[name];
      if (!Array.isArray(hashes)) continue;
      const query = new URLSearchParams(ctx.querystring);
      query.set(name, hashes.join(','));
      ctx.querystring = query.toString();
    }
    await next();
  });
}

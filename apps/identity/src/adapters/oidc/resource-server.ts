import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';

/** The one resource server: the gateway's API. CSC's scopes are its scopes, and none is OpenID's. */
export function resourceServer(api: string) {
  return {
    enabled: true,
    defaultResource: () => api,
    useGrantedResource: () => true,
    getResourceServerInfo: (ctx: KoaContextWithOIDC, resource: string): ResourceServer => {
      if (resource !== api) throw new errors.InvalidTarget();
      const scope = isClientCredentials(ctx) ? onlyService(ctx) : 'service credential';
      return { scope, audience: api, accessTokenFormat: 'opaque' };
    },
  };
}

function isClientCredentials(ctx: KoaContextWithOIDC): boolean {
  return ctx.oidc.route === 'token' && ctx.oidc.params?.['grant_type'] === 'client_credentials';
}

/** A client by itself authorises no signature (CSC API v2 8.4.4): service is all it gets, and what it gets by default. */
function onlyService(ctx: KoaContextWithOIDC): 'service' {
  const parameters = ctx.oidc.params ?? {};
  const scope = parameters['scope'] ?? 'service';
  if (scope !== 'service') throw new errors.InvalidScope('Invalid parameter scope', typeof scope === 'string' ? scope : '');
  parameters['scope'] = scope;
  return 'service';
}

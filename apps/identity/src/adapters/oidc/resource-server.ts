import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import type { ServerBase } from '../../domain/request/request-rules.js';

/** Scopes of each base (CSC API v1 8.3, v2 8.4, 2.2 11.4 and 11.5). */
export const scopes: Readonly<Record<ServerBase, readonly string[]>> = {
  v1: ['service', 'credential'],
  v2: ['service', 'credential', 'credential-creation', 'credential-deletion'],
};

/** The one resource server: the gateway's API. CSC's scopes are its scopes, and none is OpenID's. */
export function resourceServer(api: string, base: ServerBase) {
  return {
    enabled: true,
    defaultResource: () => api,
    useGrantedResource: () => true,
    getResourceServerInfo: (ctx: KoaContextWithOIDC, resource: string): ResourceServer => {
      if (resource !== api) throw new errors.InvalidTarget();
      const scope = isClientCredentials(ctx) ? onlyService(ctx) : scopes[base].join(' ');
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

import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { ServerBase } from '../../domain/request/request-rules.js';
import { scopes } from './resource-server.js';
import { routeOf } from './route-of.js';

/** Members that describe OpenID features which are not offered here. */
const misleading = ['claims_supported', 'claims_parameter_supported', 'id_token_signing_alg_values_supported', 'subject_types_supported'];

/** Server metadata (RFC 8414): says CSC's scopes, which the library knows as those of the resource server only. */
export function describeServer(provider: Provider, base: ServerBase): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    if (routeOf(ctx) !== 'discovery' || typeof ctx.body !== 'object' || ctx.body === null) return;
    const required = ctx.path.endsWith('openid-configuration') ? ['id_token_signing_alg_values_supported', 'subject_types_supported'] : [];
    const kept = Object.entries(ctx.body).filter(([name]) => !misleading.includes(name) || required.includes(name));
    ctx.body = { ...Object.fromEntries(kept), scopes_supported: scopes[base], response_modes_supported: ['query'] };
  });
}

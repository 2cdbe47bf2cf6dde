import type { AuthorizationDetail, Client, KoaContextWithOIDC } from 'oidc-provider';
import { OAuthRefusal } from '../../domain/oauth-refusal.js';
import { authorisesTheSame } from '../../domain/request/compare-details.js';
import { detailTypes } from '../../domain/request/detail-types.js';
import { echoDetail } from '../../domain/request/echo-detail.js';
import { parseAuthorizationDetails, soleDetail } from '../../domain/request/parse-authorization-details.js';
import { parseDetail } from '../../domain/request/parse-detail.js';
import { type RequestRules, rulesOf } from '../../domain/request/request-rules.js';
import { settingsOf } from './client-metadata.js';
import { asLibraryErrors } from './library-error.js';
import { lets } from './tolerated-requests.js';

interface GrantSource {
  readonly rar?: readonly AuthorizationDetail[] | undefined;
}

/** `authorization_details` (RFC 9396): kept with the code as they were asked for, repeated at the token request, echoed in its answer. */
export const richAuthorizationRequests = {
  enabled: true,
  types: Object.fromEntries(detailTypes.map((type) => [type, { validate: checkDetail }])),
  authorizationDetailsForGrantSource: detailsOfRequest,
  authorizationDetailsForAccessToken: (ctx: KoaContextWithOIDC, _token: unknown, source: GrantSource | undefined) =>
    asLibraryErrors(() => confirmedDetails(ctx, source)),
  authorizationDetailsForIntrospection: () => undefined,
};

function rules(client: Client | undefined): RequestRules {
  if (client === undefined) throw new Error('details are only read of a known client');
  return rulesOf({ settings: settingsOf(client) }, 'v2');
}

function checkDetail(_ctx: KoaContextWithOIDC, detail: AuthorizationDetail, client: Client): void {
  asLibraryErrors(() => parseDetail(detail, rules(client)));
}

function detailsOfRequest(ctx: KoaContextWithOIDC): AuthorizationDetail[] {
  return asLibraryErrors(() => [echoDetail(soleDetail(ctx.oidc.params?.['authorization_details'], rules(ctx.oidc.client)))]);
}

/** The details of the code, once the client has said again what it believes they are. Some clients do not say it, by their profile. */
function confirmedDetails({ oidc }: KoaContextWithOIDC, source: GrantSource | undefined): AuthorizationDetail[] {
  const repeated = oidc.params?.['authorization_details'];
  const [authorised] = source?.rar ?? [];
  if (repeated === undefined && authorised !== undefined && lets(oidc.client, 'unrepeated-details')) return [authorised];
  if (repeated === undefined) throw new OAuthRefusal('invalid_request', 'Missing parameter authorization_details');
  const known = rules(oidc.client);
  if (authorised === undefined || !authorisesTheSame(parseDetail(authorised, known), parseAuthorizationDetails(repeated, known))) {
    throw new OAuthRefusal('invalid_request', 'Invalid parameter authorization_details');
  }
  return [authorised];
}

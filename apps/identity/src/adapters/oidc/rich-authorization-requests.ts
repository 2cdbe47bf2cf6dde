import type { AuthorizationDetail, KoaContextWithOIDC } from 'oidc-provider';
import { OAuthRefusal } from '../../domain/oauth-refusal.js';
import { authorisesTheSame } from '../../domain/request/compare-details.js';
import { echoDetail } from '../../domain/request/echo-detail.js';
import { parseAuthorizationDetails, soleDetail } from '../../domain/request/parse-authorization-details.js';
import { detailTypes, parseDetail } from '../../domain/request/parse-detail.js';
import { asLibraryErrors } from './library-error.js';

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

function checkDetail(_ctx: KoaContextWithOIDC, detail: AuthorizationDetail): void {
  asLibraryErrors(() => parseDetail(detail));
}

function detailsOfRequest(ctx: KoaContextWithOIDC): AuthorizationDetail[] {
  return asLibraryErrors(() => [echoDetail(soleDetail(ctx.oidc.params?.['authorization_details']))]);
}

/** The details of the code, once the client has said again what it believes they are. */
function confirmedDetails(ctx: KoaContextWithOIDC, source: GrantSource | undefined): AuthorizationDetail[] {
  const repeated = ctx.oidc.params?.['authorization_details'];
  const [authorised] = source?.rar ?? [];
  if (repeated === undefined) throw new OAuthRefusal('invalid_request', 'Missing parameter authorization_details');
  if (authorised === undefined || !authorisesTheSame(parseDetail(authorised), parseAuthorizationDetails(repeated))) {
    throw new OAuthRefusal('invalid_request', 'Invalid parameter authorization_details');
  }
  return [authorised];
}

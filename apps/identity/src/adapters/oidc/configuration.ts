import type { Clock, Secret } from '@paraph/kernel';
import type { Configuration } from 'oidc-provider';
import { INTERACTION_COOKIE } from '../../domain/authorisations/interaction-cookie.js';
import type { IssueSad } from '../../domain/authorisations/issue-sad.js';
import type { CookieSignature } from '../../domain/cookie-signature.js';
import type { FailurePage } from '../../domain/ports/failure-page.js';
import type { ClientStore } from '../../domain/ports/client-store.js';
import { accessTokenAsSad } from './access-token-as-sad.js';
import { showFailure } from './answer-failures.js';
import type { CheckRequest } from '../../domain/request/check-request.js';
import type { ServerBase } from '../../domain/request/request-rules.js';
import { SETTINGS, settingsOf } from './client-metadata.js';
import { extraParameters } from './extra-parameters.js';
import { oneActEachTime } from './interaction-policy.js';
import { lifetimes } from './lifetimes.js';
import { paths } from './paths.js';
import { presentedCertificate } from './presented-certificate.js';
import { RegisteredClients } from './registered-clients.js';
import type { RequestLimits } from './request-limits.js';
import { requestObjects } from './request-objects.js';
import { resourceServer } from './resource-server.js';
import { mayRevoke } from './revocation.js';
import { richAuthorizationRequests } from './rich-authorization-requests.js';
import { signingKeys } from './signing-keys.js';
import { StoredModel, type StorageParts } from './stored-model.js';
import { UnkeptSessions } from './unkept-sessions.js';

/** By a key of the client's own; none that needs a shared secret. */
const clientAlgorithms = ['ES256', 'ES384', 'PS256', 'RS256'] as const;

export interface ServerParts {
  readonly base: ServerBase;
  /** Scheme, host and port of this service. */
  readonly origin: string;
  /** Identifier of the gateway's API as a resource (RFC 8707). */
  readonly api: string;
  readonly signingKeys: Secret;
  readonly cookieSignature: CookieSignature;
  readonly storage: Omit<StorageParts, 'base' | 'resumeUrl'>;
  readonly clients: ClientStore;
  readonly checkRequest: CheckRequest;
  readonly issueSad: IssueSad;
  readonly failurePage: FailurePage;
  readonly limits: RequestLimits;
  readonly clock: Clock;
}

/** The authorisation server's settings: what CSC allows and nothing else of what the library can do. */
export function serverConfiguration(parts: ServerParts): Configuration {
  const clients = new RegisteredClients(parts.clients);
  const routes = paths[parts.base];
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true, secure: parts.origin.startsWith('https:') } as const;
  return {
    adapter: (kind) => {
      if (kind === 'Client') return clients;
      if (kind === 'Session') return new UnkeptSessions();
      return new StoredModel(kind, { ...parts.storage, base: parts.base, resumeUrl: parts.origin + routes.authorization });
    },
    jwks: signingKeys(parts.signingKeys),
    routes,
    responseTypes: ['code'],
    scopes: [],
    claims: { openid: ['sub'] },
    // CSC API v1 has no PKCE; who has nothing else to prove itself by needs it everywhere (RFC 9700 section 2.1.1).
    pkce: { required: (_ctx, client) => parts.base === 'v2' || client.clientAuthMethod === 'none' },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'self_signed_tls_client_auth', 'none'],
    extraClientMetadata: { properties: [SETTINGS] },
    enabledJWA: {
      clientAuthSigningAlgValues: clientAlgorithms,
      requestObjectSigningAlgValues: clientAlgorithms,
      dPoPSigningAlgValues: ['ES256', 'ES384', 'PS256', 'RS256'],
      idTokenSigningAlgValues: ['ES256'],
    },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientBasedCORS: (_ctx, origin, client) => settingsOf(client).browserOrigins.includes(origin),
    extraParams: extraParameters(parts),
    extraTokenClaims: accessTokenAsSad(parts.issueSad, parts.clock),
    interactions: { policy: oneActEachTime(), url: (_ctx, { uid }) => `/interaction/${uid}` },
    loadExistingGrant: async (ctx) => {
      // The grant of this very act, never one that the session remembers.
      const grantId = ctx.oidc.result?.consent?.grantId;
      return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId);
    },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    issueRefreshToken: (_ctx, _client, source) => source.scopes.has('service'),
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    ttl: lifetimes,
    cookies: {
      names: { interaction: INTERACTION_COOKIE, resume: 'paraph_resume', session: 'paraph_session' },
      keys: parts.cookieSignature,
      short: cookie,
      long: cookie,
    },
    renderError: (ctx, _said, error) => showFailure(ctx, parts.failurePage, error),
    features: features(parts),
  };
}

function features({ api, base }: ServerParts): NonNullable<Configuration['features']> {
  const isSecond = base === 'v2';
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    // Public clients must bring proofs; whatever token a client brings one for is bound to its key (RFC 9449).
    dPoP: { enabled: true },
    mTLS: { enabled: true, selfSignedTlsClientAuth: true, getCertificate: presentedCertificate },
    requestObjects: isSecond ? requestObjects : { enabled: false },
    resourceIndicators: resourceServer(api, base),
    richAuthorizationRequests: isSecond ? richAuthorizationRequests : { enabled: false },
    pushedAuthorizationRequests: { enabled: isSecond },
    clientCredentials: { enabled: true },
    revocation: { enabled: true, allowedPolicy: mayRevoke },
  };
}

import { randomBytes } from 'node:crypto';
import { Provider, type Configuration as ProviderConfiguration, type JWKS } from 'oidc-provider';
import { RegisteredClients } from './clients.ts';
import { readJsonFile, type Configuration } from './config.ts';
import { errorPage } from './pages.ts';
import { MemoryStorage } from './storage.ts';
import { readUsers } from './users.ts';

const PROFILE = ['name', 'given_name', 'family_name', 'country', 'organization_name', 'organization_identifier'] as const;

/**
 * The sandbox's OpenID provider: authorization code with PKCE S256 only, ES256 with the key of the file, and the
 * person's claims in the ID token itself, because the SAM sees nothing else.
 */
export function makeProvider(configuration: Configuration): Provider {
  const clients = new RegisteredClients(configuration.clients);
  const signingKey = readJsonFile(configuration.signingKeyFile) as JWKS['keys'][number];
  return new Provider(configuration.issuer, {
    adapter: (kind) => (kind === 'Client' ? clients : new MemoryStorage()),
    jwks: { keys: [signingKey] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    claims: { openid: ['sub'], profile: [...PROFILE], email: ['email', 'email_verified'], phone: ['phone_number', 'phone_number_verified'] },
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    scopes: ['openid'],
    routes: { authorization: '/auth', token: '/token' },
    cookies: {
      // Cookies ignore ports: names of our own, lest another provider on this machine be signed out.
      names: { session: 'sandbox_idp_session', interaction: 'sandbox_idp_interaction', resume: 'sandbox_idp_resume' },
      keys: [randomBytes(32).toString('base64url')],
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    ttl: { Session: 3600, Interaction: 600, Grant: 3600, AuthorizationCode: 60, IdToken: 300, AccessToken: 300 },
    findAccount: (_ctx, sub) => accountOf(configuration.usersFile, sub),
    loadExistingGrant: consentToAll,
    renderError: (ctx, { error, error_description }) => {
      ctx.type = 'html';
      ctx.body = errorPage(error_description ?? error);
    },
  });
}

function accountOf(usersFile: string, sub: string) {
  const user = readUsers(usersFile).find((one) => one.sub === sub);
  if (!user) return undefined;
  const { login: _login, password: _password, ...known } = user;
  const claims = { ...known, email_verified: true, phone_number_verified: true };
  return { accountId: sub, claims: () => claims };
}

/** The clients are the operator's own, so nobody is asked for consent to read the claims. */
const consentToAll: NonNullable<ProviderConfiguration['loadExistingGrant']> = async (ctx) => {
  const { client, session, provider } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile email phone');
  await grant.save();
  return grant;
};

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, type Configuration } from './config.ts';
import { readUsers, type SandboxUser } from './users.ts';

/** The client that only collects evidence for signatures; its id is the only audience the SAM accepts. */
export const SIGNING_CLIENT = 'paraph-signing';

/** The client of identity's ordinary logins. */
export const LOGIN_CLIENT = 'paraph-login';

/** Where the provider lives and whom it serves. */
export interface IdentityProviderPlan {
  /** Folder for its files, `<state>/sandbox`. */
  readonly folder: string;
  readonly port: number;
  readonly issuer: string;
  readonly identityOrigin: string;
  /** JWK or JWK set of the SAM's client key; it may appear later. */
  readonly signingClientKeys: string;
  /** Where it speaks https. */
  readonly tls?: NonNullable<Configuration['tls']>;
}

/** What others need of it. */
export interface PreparedIdentityProvider {
  readonly configFile: string;
  readonly usersFile: string;
  readonly users: readonly SandboxUser[];
  readonly loginSecretFile: string;
  /** For the SAM to pin. */
  readonly publicKey: PublicKey;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
}

const privateKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string(),
  alg: z.literal('ES256'),
});
type PublicKey = Omit<z.infer<typeof privateKey>, 'd'>;

/** Makes what is missing of the provider's files (users, signing key, client secret) and writes its configuration. */
export function prepareIdentityProvider(plan: IdentityProviderPlan): PreparedIdentityProvider {
  mkdirSync(plan.folder, { recursive: true, mode: 0o700 });
  const at = (name: string): string => join(plan.folder, name);
  const usersFile = keep(at('users.json'), () => JSON.stringify(['alice', 'bob'].map(testUser), null, 2));
  const signingKeyFile = keep(at('idp-signing-key.json'), () => JSON.stringify(signingKey()));
  const loginSecretFile = keep(at('login-client-secret'), () => randomBytes(32).toString('base64url'));
  const configuration: Configuration = {
    port: plan.port,
    issuer: plan.issuer,
    ...(plan.tls === undefined ? {} : { tls: plan.tls }),
    signingKeyFile,
    usersFile,
    clients: [
      {
        clientId: SIGNING_CLIENT,
        name: 'Paraph signing',
        purpose: 'signing',
        redirectUris: [`${plan.identityOrigin}/evidence/oidc/callback`],
        authentication: { method: 'private_key_jwt', keysFile: plan.signingClientKeys },
      },
      {
        clientId: LOGIN_CLIENT,
        name: 'Paraph',
        purpose: 'login',
        redirectUris: [`${plan.identityOrigin}/login/oidc/callback`],
        authentication: { method: 'client_secret_basic', secretFile: loginSecretFile },
      },
    ],
  };
  const configFile = at('idp.json');
  writeFileSync(configFile, `${JSON.stringify(configuration, null, 2)}\n`, { mode: 0o600 });
  return {
    configFile,
    usersFile,
    users: readUsers(usersFile),
    loginSecretFile,
    publicKey: publicPart(signingKeyFile),
    authorizationEndpoint: `${plan.issuer}/auth`,
    tokenEndpoint: `${plan.issuer}/token`,
  };
}

/** A file that is made once and then stays as it is. */
function keep(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, `${make()}\n`, { mode: 0o600, flag: 'wx' });
  return file;
}

function testUser(login: string): SandboxUser {
  const given = login.charAt(0).toUpperCase() + login.slice(1);
  const family = login === 'alice' ? 'Martin' : 'Durand';
  return {
    sub: `${login}-${randomBytes(8).toString('hex')}`,
    login,
    password: randomBytes(9).toString('base64url'),
    name: `${given} ${family}`,
    given_name: given,
    family_name: family,
    email: `${login}@sandbox.example`,
    // Numbers that the French regulator keeps for fiction.
    phone_number: login === 'alice' ? '+33639980101' : '+33639980102',
    country: 'FR',
    organization_name: 'Atelier Paraph (essai)',
    organization_identifier: 'NTRFR-000000000',
  };
}

function publicPart(file: string): PublicKey {
  const { kty, crv, x, y, kid, alg } = privateKey.parse(readJsonFile(file));
  return { kty, crv, x, y, kid, alg };
}

function signingKey(): z.infer<typeof privateKey> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = pair.privateKey.export({ format: 'jwk' });
  return privateKey.parse({ ...jwk, alg: 'ES256', kid: `idp-${randomBytes(6).toString('hex')}` });
}

import { chownSync, copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { busServices } from '@paraph/contracts';
import { fromSeed } from '@nats-io/nkeys';
import { z } from 'zod';
import { IMAGE_USER } from '../images/processes.ts';
import { courierKey } from '../stack/courier-key.ts';
import { nkeyFile } from '../stack/nats.ts';
import { SecretFiles } from '../stack/secrets.ts';
import { openServerCertificates } from '../stack/server-certificates.ts';
import { services, signingKeySet } from '../stack/services.ts';
import { openState, type StateFolder } from '../stack/state.ts';
import type { ComposeOptions } from './compose-options.ts';
import { databaseText } from './database-text.ts';

const BROKERS = ['nats-0', 'nats-1', 'nats-2'];
const manifest = z.object({ version: z.string() });

/** Makes all files, and says what in them is only good for a trial. */
export async function prepareCompose(root: string, options: ComposeOptions): Promise<{ readonly notes: readonly string[] }> {
  const state = openState(options.state);
  const secrets = new SecretFiles(state);
  await openServerCertificates({ folder: state.folder('bus'), authority: 'Paraph bus CA', server: 'Paraph bus', hosts: BROKERS, amongPeers: true });
  writeNkeys(state, secrets);
  const databases = services.flatMap(({ database }) => (database === undefined ? [] : [database]));
  writeFileSync(state.path('databases.sql'), databaseText(databases, secrets, options.database), { mode: 0o600 });
  secrets.file('postgres.password');
  for (const name of ['token-user.pin', 'token-officer.pin', 'auditor.token', 'management.token', 'identity-cookie.keys']) secrets.file(name);
  secrets.file('identity-signing-keys.json', signingKeySet);
  const notes = writeSettings(state, secrets, options);
  for (const folder of [...BROKERS, 'postgres', 'token', 'public', 'archive', 'witness']) state.folder(folder);
  writeEnvironment(root, state, options);
  giveToContainers(state.root);
  return { notes };
}

/** Seeds for the processes, public keys for the brokers. */
function writeNkeys(state: StateFolder, secrets: SecretFiles): void {
  const lines = busServices.map((service) => {
    nkeyFile(secrets, service);
    const publicKey = fromSeed(new TextEncoder().encode(secrets.read(`nkey-${service}.seed`))).getPublicKey();
    return `NKEY_${service.toUpperCase().replaceAll('-', '_')}=${publicKey}`;
  });
  writeFileSync(state.path('nats.env'), `${lines.join('\n')}\n`, { mode: 0o600 });
}

function writeSettings(state: StateFolder, secrets: SecretFiles, { loginProvider, providers, timeSources }: ComposeOptions): readonly string[] {
  const folder = state.folder('configuration');
  const { publicFile } = courierKey(secrets);
  copyFileSync(publicFile, join(folder, 'courier-public.key.json'));
  writeFileSync(
    join(folder, 'softhsm2.conf'),
    'directories.tokendir = /run/paraph/token\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n',
  );
  const notes = timeSources === '' ? ['no --time-sources: the SAM watches its clock for steps and holds it against nothing'] : [];
  const login = 'identity-login-provider.json';
  if (loginProvider !== undefined) secrets.write(login, readFileSync(loginProvider, 'utf8'));
  else {
    secrets.file(login, () => JSON.stringify({ issuer: NOBODY, clientId: 'paraph-login', clientSecret: secrets.read('login-client.secret') }));
    notes.push('no --login-provider: nobody can sign in until secrets/identity-login-provider.json names yours');
  }
  const pinned = join(folder, 'providers.json');
  if (providers !== undefined) copyFileSync(providers, pinned);
  else if (!existsSync(pinned)) {
    writeFileSync(pinned, JSON.stringify([nobody()]));
    notes.push('no --providers: no identity provider’s evidence counts until configuration/providers.json pins the keys of yours');
  }
  return notes;
}

/** An identity provider that nobody is: the domain is reserved (RFC 2606), and whoever made the key forgot its private half at once. */
const NOBODY = 'https://idp.example';

function nobody(): object {
  const key = { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }), kid: 'nobody', alg: 'ES256' };
  return {
    issuer: NOBODY,
    clientId: 'paraph-signing',
    authorizationEndpoint: `${NOBODY}/authorize`,
    tokenEndpoint: `${NOBODY}/token`,
    algorithms: ['ES256'],
    keys: [key],
  };
}

function writeEnvironment(root: string, state: StateFolder, { origins, proxies, timeSources }: ComposeOptions): void {
  const { version } = manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const lines = {
    PARAPH_STATE: state.root,
    PARAPH_VERSION: version,
    PARAPH_USER: uid === 0 ? `${IMAGE_USER}:${IMAGE_USER}` : `${uid}:${gid}`,
    PARAPH_PROXIES: String(proxies),
    PARAPH_TIME_SOURCES: timeSources,
    PARAPH_TIME_WITHOUT_SOURCE: timeSources === '' ? 'warn' : 'refuse',
    ...Object.fromEntries(Object.entries(origins).map(([name, url]) => [`PARAPH_${name.toUpperCase()}_ORIGIN`, url])),
  };
  const text = Object.entries(lines).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(state.path('compose.env'), text.join(''), { mode: 0o600 });
}

/** Secrets stay readable for one user alone: whoever prepared them, or where that is root the user of the images. */
function giveToContainers(folder: string): void {
  if (process.getuid?.() !== 0) return;
  for (const name of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) chownSync(join(folder, name), IMAGE_USER, IMAGE_USER);
}

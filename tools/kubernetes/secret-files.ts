import { readFileSync } from 'node:fs';
import { busServices, type BusService } from '@paraph/contracts';
import { fromSeed } from '@nats-io/nkeys';
import { quorumFile } from '../sandbox/authenticator/approvers.ts';
import { courierKey } from '../stack/courier-key.ts';
import { nkeyFile } from '../stack/nats.ts';
import { SecretFiles } from '../stack/secrets.ts';
import { signingKeySet } from '../stack/services.ts';
import type { StateFolder } from '../stack/state.ts';
import { networkPowers } from './arrows.ts';

/** One Secret or ConfigMap: its name, and its files by the key under which a pod sees them. */
export interface PreparedObject {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly type?: 'kubernetes.io/basic-auth';
  readonly files: Readonly<Record<string, string>>;
}

/** What an installation brings along that nobody can make for it. */
export interface Given {
  /** JSON: who signs people in (`IDENTITY_LOGIN_PROVIDER_FILE`). */
  readonly loginProvider: string;
  /** JSON: the providers whose evidence counts (`SAM_PROVIDERS_FILE`). */
  readonly providers: string;
  /** Origin of the approval page, which passkeys are bound to. */
  readonly approvalOrigin: string;
  /** JSON with the first quorum (`SAM_QUORUM_FILE`); without it the sandbox's people, whose passkeys are files. */
  readonly quorum?: string;
}

/** The certificate of a database server is checked against its cluster's own authority, which every pod that goes there has beside the address. */
const TLS = 'sslmode=verify-full&sslrootcert=/run/secrets/paraph/database-ca.crt';

/**
 * Every secret and every file of an installation's own that the manifests name. What can be made is made once and kept in the folder; asked again, it is
 * the same.
 */
export function preparedObjects(state: StateFolder, given: Given): readonly PreparedObject[] {
  const secrets = new SecretFiles(state);
  const secret = (name: string, files: Record<string, string>): PreparedObject => ({ kind: 'Secret', name, files });
  const quorum = given.quorum ?? readFileSync(quorumFile(state.folder('approvers'), given.approvalOrigin), 'utf8');
  const own: Record<string, Record<string, string>> = {
    management: { 'bootstrap.token': secrets.read('management.token') },
    identity: {
      'cookie.keys': secrets.read('identity-cookie.keys'),
      'signing-keys.json': secrets.read('identity-signing-keys.json', signingKeySet),
      'login-provider.json': given.loginProvider,
    },
    courier: { 'courier.key.json': readFileSync(courierKey(secrets).file, 'utf8') },
    sam: { 'token-user.pin': secrets.read('token-user.pin') },
    audit: { 'auditor.token': secrets.read('auditor.token') },
  };
  return [
    ...networkPowers.flatMap(({ process, database }) => {
      const runtime = database === undefined ? {} : { 'database.url': address(secrets, database, process) };
      const files = { ...seed(secrets, process), ...runtime, ...own[process] };
      return Object.keys(files).length > 0 ? [secret(`${process}-secrets`, files)] : [];
    }),
    ...networkPowers.flatMap(({ process, database }) =>
      database === undefined
        ? []
        : [secret(`${process}-migration`, { 'owner.url': address(secrets, database, process, '_owner') }), ...roles(secrets, process)],
    ),
    secret('sam-officer', { 'token-officer.pin': secrets.read('token-officer.pin') }),
    {
      kind: 'ConfigMap',
      name: 'sam-trust',
      files: { 'providers.json': given.providers, 'courier.jwk.json': readFileSync(courierKey(secrets).publicFile, 'utf8'), 'quorum.json': quorum },
    },
    { kind: 'ConfigMap', name: 'nats-users', files: publicNkeys(secrets) },
  ];
}

/** The public nkeys by the names of the variables that `deploy/nats/accounts.conf` reads. */
export function publicNkeys(secrets: SecretFiles): Record<string, string> {
  const publicKey = (service: BusService): string => fromSeed(new TextEncoder().encode(readFileSync(nkeyFile(secrets, service), 'utf8').trim())).getPublicKey();
  return Object.fromEntries(busServices.map((service) => [`NKEY_${service.toUpperCase().replaceAll('-', '_')}`, publicKey(service)]));
}

function seed(secrets: SecretFiles, process: string): Record<string, string> {
  const service = busServices.find((one) => one === process);
  return service === undefined ? {} : { 'bus.nkey': readFileSync(nkeyFile(secrets, service), 'utf8').trim() };
}

function address(secrets: SecretFiles, cluster: string, process: string, owner: '' | '_owner' = ''): string {
  const database = process.replaceAll('-', '_');
  const role = `${database}${owner}`;
  return `postgres://${role}:${secrets.read(`${role}.password`)}@${cluster}-rw:5432/${database}?${TLS}`;
}

/** What CloudNativePG gives the two roles as passwords. */
function roles(secrets: SecretFiles, process: string): PreparedObject[] {
  return ['', '_owner'].map((suffix) => {
    const role = `${process.replaceAll('-', '_')}${suffix}`;
    const files = { username: role, password: secrets.read(`${role}.password`) };
    return { kind: 'Secret', type: 'kubernetes.io/basic-auth', name: `database-${role.replaceAll('_', '-')}`, files };
  });
}

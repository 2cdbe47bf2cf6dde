import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quorumFile } from '../sandbox/authenticator/approvers.ts';
import { LOGIN_CLIENT } from '../sandbox/idp/prepare.ts';
import type { TimestampServer } from '../sandbox/timestamps/server.ts';
import { courierKey } from './courier-key.ts';
import type { DatabaseFiles } from './databases.ts';
import type { StackIdentityProvider } from './identity-provider.ts';
import type { HeapSize } from './node-command.ts';
import type { HttpName, Origins } from './origins.ts';
import type { Ports } from './ports.ts';
import type { SecretFiles } from './secrets.ts';
import type { ServerCertificates } from './server-certificates.ts';
import type { StateFolder } from './state.ts';
import type { TokenFiles } from './token.ts';

/** The secret that courier shows the sandbox's SMS provider. */
export const SMS_GATEWAY_TOKEN = 'sms-gateway.token';

/** Everything a service's settings can be made from. */
export interface Surroundings {
  readonly state: StateFolder;
  readonly ports: Ports;
  readonly origins: Origins;
  readonly secrets: SecretFiles;
  readonly bus: ServerCertificates;
  /** Absent where the stack speaks plain http. */
  readonly tls: ServerCertificates | undefined;
  readonly token: TokenFiles;
  readonly databases: ReadonlyMap<string, DatabaseFiles>;
  readonly idp: StackIdentityProvider;
  /** Folder with `connector.json`, `sam.json` and `policies/`, where there are certification authorities besides the embedded one. */
  readonly authorities: string | undefined;
  /** Who time-stamps audit's heads. */
  readonly timestamps: TimestampServer['entry'];
}

/** One service of the product, as the supervisor starts it. */
export interface ServiceEntry {
  readonly name: string;
  readonly port: HttpName;
  /** What runs, where that is not the service's own `dist/main.js`; relative to the repository. */
  readonly program?: string;
  /** Speaks on the bus, with a user of its own. */
  readonly bus: boolean;
  /** Has addresses that others are told, and so must know its own origin. */
  readonly origin: boolean;
  /** Name of its database, where it has one. */
  readonly database?: string;
  /** How Node divides its memory, where the usual way costs speed. */
  readonly heap?: HeapSize;
  /** Settings beyond the usual ones; keys without the service's prefix. */
  readonly settings?: (around: Surroundings) => Readonly<Record<string, string>>;
  /** Variables that are not the service's own settings, such as the one SoftHSM reads. */
  readonly variables?: (around: Surroundings) => Readonly<Record<string, string>>;
}

/** All services; they start side by side, since each must live with the others being away. */
export const services: readonly ServiceEntry[] = [
  {
    name: 'audit',
    port: 'audit',
    // As its image has it: without an end it grows to 370 MiB while it takes in thousands of events a second.
    heap: { young: 8, old: 256 },
    bus: true,
    origin: true,
    database: 'audit',
    settings: ({ state, secrets, ports, token, timestamps }) => ({
      TOKEN_FILE: secrets.file('auditor.token'),
      // Suites and benches all read as one auditor.
      REQUESTS_PER_READER: '10000000',
      EXPORTS_PER_READER: '10000000',
      SIGN_IN_ORIGIN: managementPages(ports),
      // A stand-in for the SAM publishes no key.
      ...(existsSync(token.headKey) ? { TREE_HEAD_KEY_FILE: token.headKey } : {}),
      TIMESTAMP_AUTHORITIES_FILE: secrets.write('audit-timestamp-authorities.json', JSON.stringify([timestamps])),
      WITNESS_FILES: join(state.folder('witness'), 'heads.jsonl'),
      ARCHIVE_DIRECTORY: state.folder('archive'),
      ARCHIVE_MIRROR_DIRECTORY: state.folder('archive-mirror'),
      ARCHIVE_POLICY_FILE: join(import.meta.dirname, '..', '..', 'policies', 'archive', 'default.json'),
      COMPLIANCE_FILE: join(import.meta.dirname, '..', '..', 'policies', 'compliance', 'default.json'),
    }),
  },
  {
    name: 'sam',
    port: 'sam',
    // At full speed a quarter of its time went into collecting a young generation of 2 MiB. It needs 60 MiB and takes three times that before it looks for
    // garbage, unless it knows of an end.
    heap: { young: 16, old: 256 },
    bus: true,
    origin: false,
    database: 'sam',
    settings: ({ state, token, idp, origins, secrets, authorities }) => ({
      TOKEN_MODULE: token.module,
      TOKEN_LABEL: token.label,
      TOKEN_PIN_FILE: token.userPin,
      POLICIES_DIR: authorities === undefined ? join(import.meta.dirname, '..', '..', 'policies') : join(authorities, 'policies'),
      ...(authorities === undefined ? {} : { AUTHORITIES_FILE: join(authorities, 'sam.json') }),
      ALGORITHMS_FILE: join(import.meta.dirname, '..', '..', 'policies', 'algorithms', 'default.json'),
      PROVIDERS_FILE: idp.providersFile,
      COURIER_KEY_FILE: courierKey(secrets).publicFile,
      QUORUM_FILE: quorumFile(state.folder('sandbox'), origins.approval),
      APPROVAL_ORIGIN: origins.approval,
      IDENTITY_ORIGIN: origins.identity,
      CA_ORIGIN: origins.caConnector,
      // One machine with nobody to ask: the clock is watched for steps.
      TIME_WITHOUT_SOURCE: 'warn',
    }),
    variables: ({ token }) => ({ SOFTHSM2_CONF: token.config }),
  },
  {
    name: 'ca-connector',
    port: 'caConnector',
    bus: true,
    origin: true,
    database: 'ca_connector',
    settings: ({ authorities }) => (authorities === undefined ? {} : { AUTHORITIES_FILE: join(authorities, 'connector.json') }),
  },
  { name: 'key-lifecycle', port: 'keyLifecycle', bus: true, origin: false, database: 'key_lifecycle' },
  {
    name: 'identity',
    port: 'identity',
    bus: true,
    origin: true,
    database: 'identity',
    settings: ({ origins, ports, secrets, idp }) => ({
      APPROVAL_ORIGIN: origins.approval,
      GATEWAY_ORIGIN: origins.gateway,
      MANAGEMENT_ORIGIN: managementPages(ports),
      COOKIE_KEYS_FILE: secrets.file('identity-cookie.keys'),
      SIGNING_KEYS_FILE: secrets.file('identity-signing-keys.json', signingKeySet),
      LOGIN_PROVIDER_FILE: secrets.write('identity-login-provider.json', loginProvider(origins.idp, idp.loginSecretFile)),
    }),
  },
  {
    name: 'approval',
    port: 'approval',
    bus: false,
    origin: false,
    settings: ({ origins, token }) => ({ IDENTITY_ORIGIN: origins.identity, STATEMENT_KEY_FILE: token.statementKey }),
  },
  {
    name: 'courier',
    port: 'courier',
    bus: true,
    origin: false,
    // Both ways out end at the sandbox's phone.
    settings: ({ secrets, ports }) => ({
      KEY_FILE: courierKey(secrets).file,
      SMS_KIND: 'http',
      SMS_HTTP_URL: `http://127.0.0.1:${ports.sandbox}/phone/sms`,
      SMS_HTTP_TOKEN_FILE: secrets.file(SMS_GATEWAY_TOKEN),
      EMAIL_KIND: 'smtp',
      EMAIL_SMTP_URL: `smtp://127.0.0.1:${ports.mail}`,
      EMAIL_SMTP_SENDER: 'no-reply@paraph.example',
      EMAIL_SMTP_LOGIN: 'none',
      // Applications of a trial listen on this machine.
      ANNOUNCE_NETWORKS: 'any',
    }),
  },
  {
    name: 'gateway',
    port: 'gateway',
    bus: true,
    origin: true,
    // Suites and benches come from one address.
    settings: ({ origins }) => ({ IDENTITY_ORIGIN: origins.identity, REQUESTS_PER_ADDRESS: '10000000' }),
  },
  {
    name: 'management',
    port: 'management',
    bus: true,
    origin: false,
    settings: ({ origins, ports, secrets }) => ({
      PUBLIC_ORIGIN: managementPages(ports),
      IDENTITY_ORIGIN: origins.identity,
      APPROVAL_ORIGIN: origins.approval,
      TOKEN_FILE: secrets.file('management.token'),
      // Everything of a trial goes by this token, whoever is an operator by now.
      BOOTSTRAP: 'always',
    }),
  },
];

/** Where operators use passkeys: a host of its own, since these know no ports. Programs go by the bare address. */
function managementPages(ports: Ports): string {
  return `http://management.localhost:${ports.management}`;
}

/** A new private key of the authorisation server, as a JWK set. */
export function signingKeySet(): string {
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  return JSON.stringify({ keys: [{ ...jwk, kid: `identity-${randomBytes(6).toString('hex')}` }] });
}

function loginProvider(issuer: string, secretFile: string): string {
  return JSON.stringify({ issuer, clientId: LOGIN_CLIENT, clientSecret: readFileSync(secretFile, 'utf8').trim() });
}

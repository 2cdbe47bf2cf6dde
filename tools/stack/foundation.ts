import { openBusCertificates } from './bus-certificates.ts';
import { openDatabase, type DatabaseFiles } from './databases.ts';
import { ownerEnvironment, plainEnvironment, serviceEnvironment } from './environment.ts';
import { openIdentityProvider } from './identity-provider.ts';
import { natsProgram, writeNatsConfig, type BrokerNode } from './nats.ts';
import { originsOf } from './origins.ts';
import type { Ports } from './ports.ts';
import { initialisePostgres, postgresProgram } from './postgres.ts';
import { postgresRunner } from './postgres-runner.ts';
import type { Progress } from './progress.ts';
import { builtFile, runToEnd } from './run-to-end.ts';
import { SecretFiles } from './secrets.ts';
import type { ServerCertificates } from './server-certificates.ts';
import type { ServiceEntry, Surroundings } from './services.ts';
import type { StateFolder } from './state.ts';
import type { SupervisedSpec } from './supervised-program.ts';
import type { Supervisor } from './supervisor.ts';
import { holdCeremony, openToken, type CeremonySummary, type TokenFiles } from './token.ts';

/** What a start has at hand before anything runs. */
export interface Ground {
  readonly root: string;
  readonly state: StateFolder;
  readonly ports: Ports;
  readonly progress: Progress;
  readonly supervisor: Supervisor;
  readonly services: readonly ServiceEntry[];
  readonly providers: string;
  /** Folder that describes certification authorities elsewhere; absent where there is the embedded one alone. */
  readonly authorities: string | undefined;
  /** Absent where the stack speaks plain http. */
  readonly tls: ServerCertificates | undefined;
  /** The servers of a broker that is a cluster. */
  readonly brokers: readonly BrokerNode[] | undefined;
  /** Variables of the database server beside its own. */
  readonly databaseVariables: Readonly<Record<string, string>>;
  /** Settings of the database server in place of the trial's, by their names in PostgreSQL. */
  readonly databaseSettings: Readonly<Record<string, string>>;
}

/** Brings up what the services stand on: files, database server, broker, databases, token. */
export async function layFoundation(ground: Ground): Promise<Omit<Surroundings, 'timestamps'>> {
  const { root, state, ports, progress, supervisor, tls, authorities } = ground;
  const secrets = new SecretFiles(state);
  state.folder('logs');
  const bus = await progress.step('keys and certificates of the bus', () => openBusCertificates(state));
  const server = { port: ports.postgres, password: secrets.read('postgres.password') };
  const runner = postgresRunner(state, root);
  await progress.step('PostgreSQL', () => {
    initialisePostgres(runner, secrets);
    const program = postgresProgram(runner, server, state.path('logs', 'postgres.log'));
    // Of a setting that is named twice the later word counts.
    const settings = Object.entries(ground.databaseSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    return supervisor.start({ ...program, command: [...program.command, ...settings], env: { ...program.env, ...ground.databaseVariables } });
  });
  await progress.step('NATS', () => supervisor.start(...brokerPrograms(ground, secrets, bus)));
  const databases = await progress.step('databases and roles', () => openDatabases(ground, secrets, server));
  const token = openToken(state, secrets);
  await progress.step('token', () => openedToken(ground, token), describeCeremony);
  const idp = openIdentityProvider(ground, token.clientKey);
  return { state, ports, origins: originsOf(ports, { tls: tls !== undefined }), secrets, bus, tls, token, databases, idp, authorities };
}

function brokerPrograms({ root, state, ports, brokers }: Ground, secrets: SecretFiles, certificates: ServerCertificates): SupervisedSpec[] {
  const log = (name: string): string => state.path('logs', `${name}.log`);
  if (brokers === undefined) {
    const config = writeNatsConfig(state, secrets, { root, port: ports.nats, certificates });
    return [natsProgram(root, config, { port: ports.nats, log: log('nats') })];
  }
  const servers = brokers.map((node, index) => (index === 0 ? { ...node, port: ports.nats } : node));
  return servers.map((node) => {
    const config = writeNatsConfig(state, secrets, { root, port: node.port, certificates, node });
    return natsProgram(root, config, { port: node.port, log: log(node.name), name: node.name });
  });
}

/** Only the product's own SAM has a ceremony; a stand-in in its place has no token. */
async function openedToken(ground: Ground, token: TokenFiles): Promise<CeremonySummary> {
  const product = ground.services.some(({ name, program }) => name === 'sam' && program === undefined);
  return product ? holdCeremony(ground.root, token, plainEnvironment()) : { made: [], warnings: [] };
}

function describeCeremony({ made, warnings }: CeremonySummary): string {
  return [made.length > 0 ? `made ${made.join(', ')}` : 'as it was', ...warnings].join('; ');
}

async function openDatabases(ground: Ground, secrets: SecretFiles, server: { port: number; password: string }): Promise<Map<string, DatabaseFiles>> {
  const names = ground.services.flatMap((service) => (service.database === undefined ? [] : [service.database]));
  const opened = new Map<string, DatabaseFiles>();
  for (const name of names) opened.set(name, await openDatabase(server, name, secrets));
  return opened;
}

/** Has the SAM write its public keys and certificates, which the approval page and identity providers are told before it runs. */
export async function publishKeys(ground: Ground, around: Surroundings): Promise<void> {
  const sam = ground.services.find(({ name, program }) => name === 'sam' && program === undefined);
  if (!sam) return;
  const args = [builtFile(ground.root, 'sam', 'publish.js'), around.token.published];
  await runToEnd({ name: 'the publication of the SAM’s public keys', args, env: serviceEnvironment(sam, around), cwd: ground.root });
}

/** Brings every database to the newest version, each by its own service's command. */
export async function migrateDatabases(ground: Ground, around: Surroundings): Promise<void> {
  const owners = ground.services.filter((service) => service.database !== undefined && service.program === undefined);
  const commands = owners.map((service) => ({
    name: `the migration of ${service.name}`,
    args: [builtFile(ground.root, service.name, 'migrate.js')],
    env: ownerEnvironment(service, around),
    cwd: ground.root,
  }));
  await Promise.all(commands.map(runToEnd));
}

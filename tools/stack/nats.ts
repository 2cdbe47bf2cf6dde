import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { busServices, natsAccounts, type BusService } from '@paraph/contracts';
import { createUser, fromSeed } from '@nats-io/nkeys';
import { z } from 'zod';
import { natsServer } from '../bootstrap/nats-server.mjs';
import type { ServerCertificates } from './server-certificates.ts';
import { besideOthers } from './child.ts';
import { StepFailure } from './progress.ts';
import type { SecretFiles } from './secrets.ts';
import type { StateFolder } from './state.ts';
import type { SupervisedSpec } from './supervised-program.ts';

/** The file with the nkey seed by which a service proves itself to the broker. */
export function nkeyFile(secrets: SecretFiles, service: string): string {
  return secrets.file(`nkey-${service}.seed`, () => new TextDecoder().decode(createUser().getSeed()));
}

/** One server of a broker of several: where the others reach it, and where it reaches them. */
export interface BrokerNode {
  readonly name: string;
  /** For clients; the first server's is the stack's own. */
  readonly port: number;
  readonly routePort: number;
  /** Ports on which the others are found: their own, or those of a wire before them. */
  readonly routes: readonly number[];
}

/** What a server of the broker is made from. */
interface BrokerGround {
  readonly root: string;
  readonly port: number;
  readonly certificates: ServerCertificates;
  /** Absent for a broker that is one server. */
  readonly node?: BrokerNode;
}

/** Writes the broker's configuration; who may say what comes from the contract table and nowhere else. */
export function writeNatsConfig(state: StateFolder, secrets: SecretFiles, broker: BrokerGround): string {
  const { root, port, certificates, node } = broker;
  const file = state.path('bus', `${node?.name ?? 'nats'}.conf`);
  // Known from 2.10 on: an acknowledged event is on disk. Before that, audit's confirmations alone find what was lost.
  const durable = supportsSync(root) ? ', sync_interval: always' : '';
  const text = `# Written at each start; who may say what comes from libs/contracts.
server_name: ${node?.name ?? 'paraph'}
listen: 127.0.0.1:${port}
tls { cert_file: ${quote(certificates.certificate)}, key_file: ${quote(certificates.key)}, timeout: 5 }
jetstream { store_dir: ${quote(state.folder('bus', node ? `jetstream-${node.name}` : 'jetstream'))}, max_memory_store: 64MB, max_file_store: 2GB${durable} }
max_payload: 1MB
${node ? clusterSection(node) : ''}
${natsAccounts(publicKeys(secrets))}`;
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

// What a server tells the others about itself would lead around a wire that stands between them: it leads nowhere.
function clusterSection({ routePort, routes }: BrokerNode): string {
  const addresses = routes.map((route) => quote(`nats://127.0.0.1:${route}`)).join(', ');
  return `cluster { name: paraph, listen: "127.0.0.1:${routePort}", advertise: "127.0.0.1:1", routes: [${addresses}] }\n`;
}

function supportsSync(root: string): boolean {
  const file = natsServer(root);
  const [, major = 0, minor = 0] = /v(\d+)\.(\d+)/.exec(file ? spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout : '')?.map(Number) ?? [];
  return major > 2 || (major === 2 && minor >= 10);
}

/** The broker as a supervised program. */
export function natsProgram(root: string, config: string, broker: { port: number; log: string; name?: string }): SupervisedSpec {
  const file = natsServer(root);
  if (!file) throw new StepFailure('nats-server is not installed', 'run `node tools/bootstrap/bootstrap.mjs --for start`');
  const [program, ...args] = [...besideOthers('SIGTERM'), file, '--config', config];
  return {
    name: broker.name ?? 'nats',
    command: [program ?? file, ...args],
    env: { PATH: process.env['PATH'] ?? '' },
    cwd: root,
    log: broker.log,
    stopSignal: 'SIGTERM',
    ready: (signal) => untilItGreets(broker.port, signal),
  };
}

function publicKeys(secrets: SecretFiles): Record<BusService, string> {
  const publicKey = (service: BusService): string => {
    nkeyFile(secrets, service);
    return fromSeed(new TextEncoder().encode(secrets.read(`nkey-${service}.seed`))).getPublicKey();
  };
  const pairs = busServices.map((service) => [service, publicKey(service)]);
  return z.record(z.enum(busServices), z.string()).parse(Object.fromEntries(pairs));
}

// A broker that is ready sends INFO in clear before the TLS handshake.
async function untilItGreets(port: number, signal: AbortSignal): Promise<void> {
  while (!(await greets(port))) {
    signal.throwIfAborted();
    await sleep(50);
  }
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.setTimeout(1000, () => socket.destroy());
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('INFO '));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}

function quote(path: string): string {
  return JSON.stringify(path);
}

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startInImage, type Mount } from '../images/started.ts';
import { environmentFile, type Compose, type ComposeService } from './compose-file.ts';
import type { TrialNetwork } from './network.ts';

/** How long a service may take until it is well. */
const PATIENCE_MS = 60_000;

/** An image's files and what its configuration says. */
export interface OpenImage {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  /** Where it starts. */
  readonly folder: string;
}

/** Where everything of a run is. */
export interface Surroundings {
  readonly compose: Compose;
  readonly network: TrialNetwork;
  readonly folder: string;
  /** The files of a service's image, its own copy. */
  readonly open: (service: string, image: string) => OpenImage;
}

/** What became of one service. */
export interface StartedService {
  readonly name: string;
  readonly tookMs: number;
  /** Absent where it was a command that ended well. */
  readonly child: ChildProcess | undefined;
}

/** Starts the services of a compose file as an engine does: each when those it waits for are well or have ended well. */
export async function startServices(around: Surroundings, started: StartedService[]): Promise<void> {
  const wanted = Object.entries(around.compose.services).filter(([, { profiles }]) => profiles.length === 0);
  const running = new Map<string, Promise<void>>();
  const start = (name: string, one: ComposeService): Promise<void> => {
    const known = running.get(name);
    if (known) return known;
    const work = (async () => {
      await Promise.all(Object.keys(one.depends_on).map((other) => start(other, serviceOf(around.compose, other))));
      started.push(await startService(around, name, one));
    })();
    running.set(name, work);
    return work;
  };
  await Promise.all(wanted.map(([name, one]) => start(name, one)));
}

async function startService(around: Surroundings, name: string, one: ComposeService): Promise<StartedService> {
  const began = performance.now();
  const image = around.open(name, one.image);
  const child = startInImage({
    root: image.root,
    command: one.image.includes('/nats:') ? [...image.command, ...(one.command ?? [])] : (one.command ?? image.command),
    environment: { ...image.environment, ...Object.fromEntries(one.env_file.flatMap((file) => Object.entries(environmentFile(file)))), ...one.environment },
    mounts: mountsOf(around, one),
    user: Number(one.user?.split(':')[0]),
    folder: image.folder,
    network: around.network.namespace(name),
  });
  const log = createWriteStream(join(around.folder, `${name}.log`));
  for (const stream of [child.stdout, child.stderr]) stream?.pipe(log, { end: false });
  if (one.restart === 'no' || one.restart === 'on-failure') {
    const [status] = (await once(child, 'exit')) as [number | null];
    if (status !== 0) throw new Error(`${name} ended with ${status}: see ${join(around.folder, `${name}.log`)}`);
    return { name, tookMs: performance.now() - began, child: undefined };
  }
  const isWell = one.image.includes('/nats:') ? () => greets(around.network.address(name)) : () => isReady(around.network.address(name));
  for (const until = performance.now() + PATIENCE_MS; !(await isWell()); await sleep(100)) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}: see ${join(around.folder, `${name}.log`)}`);
    if (performance.now() > until) throw new Error(`${name} is not well: see ${join(around.folder, `${name}.log`)}`);
  }
  return { name, tookMs: performance.now() - began, child };
}

function mountsOf({ compose, network, folder }: Surroundings, one: ComposeService): readonly Mount[] {
  const hosts = join(folder, 'hosts');
  mkdirSync(folder, { recursive: true });
  writeFileSync(hosts, network.hosts(), { mode: 0o644 });
  const volumes = one.volumes.map((volume) => {
    const [from = '', to = '', mode] = volume.split(':');
    return { from, to, writable: mode !== 'ro' };
  });
  const secrets = one.secrets.map(({ source, target }) => ({ from: compose.secrets[source]?.file ?? '', to: target, writable: false }));
  for (const { from } of [...volumes, ...secrets]) statSync(from);
  // Outer folders first, or they would hide what was mounted inside them.
  return [...volumes, ...secrets, { from: hosts, to: '/etc/hosts', writable: false }].sort((a, b) => a.to.length - b.to.length);
}

function serviceOf(compose: Compose, name: string): ComposeService {
  const found = compose.services[name];
  if (!found) throw new Error(`no service ${name}`);
  return found;
}

async function isReady(address: string): Promise<boolean> {
  const answer = await fetch(`http://${address}:9090/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true;
}

function greets(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 4222 }).setTimeout(1_000, () => socket.destroy());
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('INFO '));
      socket.destroy();
    });
    socket.once('error', () => resolve(false)).once('close', () => resolve(false));
  });
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shim } from '@paraph/testing';
import type { HurtOptions } from '../bench/bench-stack.ts';
import { hosts } from '../stack/origins.ts';
import type { ServiceEntry, Surroundings } from '../stack/services.ts';
import { openState } from '../stack/state.ts';
import { BrokerCluster } from './broker-cluster.ts';
import { KeptAuthority } from './kept-authority.ts';
import { SlowDisk } from './slow-disk.ts';
import { SteppedClock } from './stepped-clock.ts';
import { Wire } from './wire.ts';

/**
 * What a case finds: `usual` is one server of everything; `cluster` a broker of three; `https` certificates whose authority is at hand;
 * `small-disk` a database server on a disk that can be filled; `standby` a wire to the database that can lead to another server.
 */
export type SiteKind = 'usual' | 'cluster' | 'https' | 'small-disk' | 'standby';

/** What stands between the stack and the machine, so that it can be hurt. */
export interface Instruments {
  readonly folder: string;
  readonly shim: Shim;
  readonly clock: SteppedClock;
  readonly disk: SlowDisk;
  readonly cluster: BrokerCluster | undefined;
  readonly authority: KeptAuthority | undefined;
  /** Between the services and their database; it leads nowhere before the stack runs. */
  readonly databaseWire: Wire | undefined;
  /** File systems of its own. */
  readonly mounts: string[];
  /** What a case started beside the stack and has to end with it. */
  readonly ends: (() => void)[];
}

/** Beyond it signing stops. A healthy system needs up to twelve seconds; this one works on what is left of a small machine. */
export const LONGEST_WAIT_SECONDS = 30;

const DAY = 86_400_000;
export const GOOD_UNTIL = Date.now() + 100 * DAY;

/** Puts the instruments of a kind together, in the folder that the stack will have. */
export async function instruments(kind: SiteKind, shim: Shim): Promise<Instruments> {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-chaos-'));
  openState(folder);
  const own = join(folder, 'chaos');
  mkdirSync(own);
  const mounts: string[] = [];
  if (kind === 'small-disk') mounts.push(mountSmall(join(folder, 'pg'), 900));
  const authority = kind === 'https' ? await KeptAuthority.make('Paraph chaos CA', Object.values(hosts)) : undefined;
  for (const name of authority ? ['bus', 'tls'] : []) {
    mkdirSync(join(folder, name), { mode: 0o700 });
    await authority?.issue(join(folder, name), GOOD_UNTIL);
  }
  const cluster = kind === 'cluster' ? await BrokerCluster.prepare() : undefined;
  const databaseWire = kind === 'standby' ? await Wire.to(() => 0) : undefined;
  return { folder, shim, clock: new SteppedClock(own), disk: new SlowDisk(own), cluster, authority, databaseWire, mounts, ends: [] };
}

/** How the stack is started over them. */
export function stackOptions(kind: SiteKind, { folder, shim, clock, disk, cluster, databaseWire }: Instruments): HurtOptions {
  const change = (service: ServiceEntry): ServiceEntry => {
    const mine = service.name === 'sam' ? samSettings(shim) : service.name === 'audit' && cluster ? { STREAM_REPLICAS: '3' } : {};
    const variables = service.name === 'sam' ? { ...shim.environment, ...clock.variables } : {};
    return {
      ...service,
      settings: (around) => ({ ...service.settings?.(around), ...busOf(service, around, cluster), ...databaseOf(service, around, databaseWire), ...mine }),
      variables: (around) => ({ ...service.variables?.(around), ...variables }),
    };
  };
  return {
    state: folder,
    change,
    databaseVariables: disk.variables,
    ...(kind === 'https' ? { tls: true } : {}),
    ...(cluster ? { brokers: cluster.nodes } : {}),
  };
}

function samSettings(shim: Shim): Readonly<Record<string, string>> {
  return { TOKEN_MODULE: shim.module, OUTBOX_LONGEST_WAIT_SECONDS: String(LONGEST_WAIT_SECONDS) };
}

function busOf(service: ServiceEntry, { ports }: Surroundings, cluster: BrokerCluster | undefined): Readonly<Record<string, string>> {
  if (!cluster || !service.bus) return {};
  const addresses = cluster.nodes.map(({ port }, index) => `tls://127.0.0.1:${index === 0 ? ports.nats : port}`);
  return { BUS_URL: addresses.join(',') };
}

function databaseOf(service: ServiceEntry, { databases, ports, secrets }: Surroundings, wire: Wire | undefined): Readonly<Record<string, string>> {
  const files = databases.get(service.database ?? '');
  if (!wire || !files) return {};
  wire.target = () => ports.postgres;
  const address = new URL(readFileSync(files.runtime, 'utf8').trim());
  address.port = String(wire.port);
  return { DATABASE_URL_FILE: secrets.write(`${service.database}.wired-url`, address.href) };
}

/** Mounts a file system of so many MiB; it takes the right to. */
export function mountSmall(folder: string, size: number): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m,mode=0700`, 'tmpfs', folder]);
  return folder;
}

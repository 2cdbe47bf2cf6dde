import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { BusService } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import { connectBus } from '@paraph/platform';
import type { NatsConnection } from '@nats-io/transport-node';
import { softHsmModule } from '../bootstrap/requirements.mjs';
import type { OwnToken } from './bench-options.ts';
import { openBusCertificates } from '../stack/bus-certificates.ts';
import { nkeyFile } from '../stack/nats.ts';
import { withSuperuser } from '../stack/postgres.ts';
import { silent } from '../stack/progress.ts';
import { SecretFiles } from '../stack/secrets.ts';
import { services, type ServiceEntry } from '../stack/services.ts';
import { Stack, type StackOptions } from '../stack/stack.ts';

/** Limits on how often one application may ask would be what is measured: every request comes from here. */
const NO_LIMITS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  identity: { REQUESTS_PER_CLIENT: '1000000', REQUESTS_PER_ADDRESS: '1000000', TOKEN_REQUESTS_PER_ADDRESS: '10000000' },
};

/** As the images start each process (`deploy/images/Containerfile`); the trial's are smaller, since it shares the machine with a browser and an editor. */
const IMAGE_HEAP = { young: 8, old: 256 } as const;

const LOOK_MS = 100;
const MOST_LOOKS = 300;

const running = new Set<BenchStack>();

/** Ends every stack of this process at once, also one that is starting. */
export function endStacks(): void {
  for (const one of running) one.end();
}

/** What is another than in the bench's own stack. */
export interface HurtOptions extends Pick<StackOptions, 'tls' | 'brokers' | 'databaseVariables' | 'databaseSettings'> {
  readonly change?: (service: ServiceEntry) => ServiceEntry;
  /** The services that are wanted, where it is not all of them. */
  readonly only?: readonly string[];
  /** A folder that somebody prepared; a new one otherwise. */
  readonly state?: string;
}

/** What is another than in any trial, of a stack that measures. */
export interface MeasuredOptions extends Pick<StackOptions, 'providers'> {
  /** A token of the caller's own, instead of a new one. */
  readonly token?: OwnToken | undefined;
  /** Further settings of the SAM, without its prefix. */
  readonly samSettings?: Readonly<Record<string, string>>;
  /** The services that are wanted, where it is not all of them. */
  readonly only?: readonly string[];
}

/** A stack of the bench's own, in a folder that is deleted with it. */
export class BenchStack {
  readonly stack: Stack;
  readonly #own: OwnToken | undefined;
  readonly #connections = new Map<BusService, NatsConnection>();

  private constructor(stack: Stack, own: OwnToken | undefined) {
    this.#own = own;
    this.stack = stack;
  }

  /** Starts one with every service changed as it is told, for whoever hurts it or fills it. */
  static async of({ change = (service) => service, state, only, ...more }: HurtOptions = {}): Promise<BenchStack> {
    const wanted = services.filter(({ name }) => only?.includes(name) ?? true);
    const changed = wanted.map((service) => change(withSettings(service, NO_LIMITS[service.name] ?? {})));
    const folder = state ?? mkdtempSync(join(tmpdir(), 'paraph-bench-'));
    const bench = new BenchStack(new Stack({ ...more, state: folder, demo: false, screen: silent, services: changed }), undefined);
    running.add(bench);
    await bench.stack.start();
    return bench;
  }

  /** Starts one that measures, on a token of its own unless another is named. */
  static async start({ token, samSettings = {}, only, ...more }: MeasuredOptions = {}): Promise<BenchStack> {
    const state = mkdtempSync(join(tmpdir(), 'paraph-bench-'));
    const own: Readonly<Record<string, string>> = token ? { TOKEN_MODULE: token.module, TOKEN_LABEL: token.label, TOKEN_PIN_FILE: token.pinFile } : {};
    const wanted = services.filter(({ name }) => only?.includes(name) ?? true);
    const changed = wanted.map((entry) => {
      const service = { heap: IMAGE_HEAP, ...entry };
      if (service.name !== 'sam') return withSettings(service, NO_LIMITS[service.name] ?? {});
      return withVariables(withSettings(service, { ...own, ...samSettings }), token?.environment ?? {});
    });
    const bench = new BenchStack(new Stack({ ...more, state, demo: false, screen: silent, services: changed }), token);
    running.add(bench);
    await bench.stack.start();
    return bench;
  }

  /** Over a stack that somebody else started, and stops. */
  static over(stack: Stack): BenchStack {
    return new BenchStack(stack, undefined);
  }

  /** The stack's secrets: the bench is operator and every service in one. */
  get secrets(): SecretFiles {
    return new SecretFiles(this.stack.state);
  }

  /** The token that the SAM uses. */
  get token(): OwnToken {
    if (this.#own) return this.#own;
    const environment = { SOFTHSM2_CONF: this.stack.state.path('token', 'softhsm2.conf') };
    return { module: softHsmModule() ?? '', label: 'paraph', pinFile: this.secrets.path('token-user.pin'), environment };
  }

  /** Process ids by program. */
  get programs(): ReadonlyMap<string, number> {
    return new Map([...this.stack.services].filter(([name]) => name !== 'idp'));
  }

  /** Origin of a process. */
  origin(name: string): string {
    const found = this.stack.urls[name];
    if (found === undefined) throw new Error(`the stack has no origin called ${name}`);
    return found;
  }

  /** The bus as one of the services speaks on it, with that service's own right and no more. */
  async bus(service: BusService): Promise<NatsConnection> {
    const known = this.#connections.get(service);
    if (known) return known;
    const { ca } = await openBusCertificates(this.stack.state);
    const nkey = new Secret(readFileSync(nkeyFile(this.secrets, service), 'utf8').trim());
    const port = this.stack.programs().find(({ name }) => name === 'nats')?.port;
    const connection = await connectBus(service, { url: `tls://127.0.0.1:${port}`, ca: readFileSync(ca, 'utf8'), nkey });
    this.#connections.set(service, connection);
    return connection;
  }

  /** Address of a service's database for its owner: the bench may write what no service would. */
  databaseUrl(name: string): string {
    return readFileSync(this.secrets.path(`${name}_owner.database-url`), 'utf8').trim();
  }

  /**
   * Does work that is not timed without waiting for the disk at each commit, as every timed commit does. Thousands of SADs are
   * prepared so, with three commits each.
   */
  async unhurriedDisk<T>(work: () => Promise<T>): Promise<T> {
    await this.#synchronousCommit('off');
    try {
      return await work();
    } finally {
      await this.#synchronousCommit('on');
    }
  }

  /** Waits until the events of what was prepared have reached the log: carrying them would be timed with what follows. */
  async settled(): Promise<void> {
    for (const name of ['sam', 'identity']) {
      const database = new pg.Client({ connectionString: this.databaseUrl(name) });
      await database.connect();
      try {
        const isWaiting = async (): Promise<boolean> =>
          ((await database.query('SELECT 1 FROM event_outbox WHERE published_at IS NULL LIMIT 1')).rowCount ?? 0) > 0;
        for (let tries = 0; tries < MOST_LOOKS && (await isWaiting()); tries += 1) await sleep(LOOK_MS);
      } finally {
        await database.end();
      }
    }
    await sleep(LOOK_MS);
  }

  async #synchronousCommit(value: 'on' | 'off'): Promise<void> {
    const port = this.stack.programs().find(({ name }) => name === 'postgres')?.port ?? 0;
    await withSuperuser({ port, password: this.secrets.read('postgres.password') }, async (client) => {
      await client.query(`ALTER SYSTEM SET synchronous_commit = ${value}`);
      await client.query('SELECT pg_reload_conf()');
      // Every connection reads it before its next statement; and what was not waited for is on the disk before anything is timed.
      if (value === 'on') await client.query('CHECKPOINT');
    });
    await sleep(100);
  }

  /** Memory of a program in bytes: proportional where the system tells it. */
  memoryOf(name: string): number {
    const { pss, rss } = this.stack.memory()[name] ?? { pss: undefined, rss: 0 };
    return pss ?? rss;
  }

  /** Leaves the bus, and the stack as it is. */
  async leave(): Promise<void> {
    for (const connection of this.#connections.values()) await connection.close().catch(() => undefined);
    this.#connections.clear();
  }

  /** Stops every process and deletes the folder, unless somebody wants to look into it. */
  async stop(keep: boolean): Promise<void> {
    for (const connection of this.#connections.values()) await connection.close().catch(() => undefined);
    await this.stack.stop();
    running.delete(this);
    if (!keep) rmSync(this.stack.state.root, { recursive: true, force: true });
  }

  /** Ends everything at once. */
  end(): void {
    this.stack.end();
    rmSync(this.stack.state.root, { recursive: true, force: true });
  }
}

function withVariables(service: ServiceEntry, more: Readonly<Record<string, string>>): ServiceEntry {
  return { ...service, variables: (around) => ({ ...service.variables?.(around), ...more }) };
}

function withSettings(service: ServiceEntry, more: Readonly<Record<string, string>>): ServiceEntry {
  return { ...service, settings: (around) => ({ ...service.settings?.(around), ...more }) };
}

import { rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { request } from 'undici';
import { startShim, type Shim } from '@paraph/testing';
import { enrolCredentials, registerClient, type BenchClient, type BenchCredential } from '../bench/bench-signers.ts';
import { BenchStack } from '../bench/bench-stack.ts';
import { tellIdentity } from '../bench/over-http.ts';
import { SadSource, type PreparedSad } from '../bench/sad-source.ts';
import { softHsmModule } from '../bootstrap/requirements.mjs';
import { loopbackOrigin } from '../stack/origins.ts';
import { withSuperuser } from '../stack/postgres.ts';
import { Wire } from './wire.ts';
import { instruments, stackOptions, type Instruments, type SiteKind } from './site-kinds.ts';

export type { SiteKind } from './site-kinds.ts';

const LOOK_MS = 50;
const WITHIN_MS = 60_000;
/** Keys that the requests are spread over. */
const CREDENTIALS = 4;

/** What readiness answers; `undefined` where nobody listens. */
export type Readiness = { readonly status: number; readonly missing: readonly string[] } | undefined;

/** A whole stack with everything between it and the machine that can be hurt. */
export class ChaosSite {
  readonly kind: SiteKind;
  readonly bench: BenchStack;
  readonly instruments: Instruments;
  readonly client: BenchClient;
  readonly credentials: readonly BenchCredential[];
  /** Where applications come in: what stands before the gateways. */
  readonly door: Wire;
  readonly #source: SadSource;

  private constructor(
    kind: SiteKind,
    made: { bench: BenchStack; instruments: Instruments; client: BenchClient; credentials: readonly BenchCredential[]; source: SadSource; door: Wire },
  ) {
    this.kind = kind;
    this.bench = made.bench;
    this.instruments = made.instruments;
    this.client = made.client;
    this.credentials = made.credentials;
    this.#source = made.source;
    this.door = made.door;
  }

  static async open(kind: SiteKind): Promise<ChaosSite> {
    const tools = await instruments(kind, startShim(softHsmModule() ?? 'libsofthsm2.so'));
    try {
      const bench = await BenchStack.of(stackOptions(kind, tools));
      const client = await registerClient(bench);
      const credentials = await enrolCredentials(bench, client, 'p256', CREDENTIALS);
      const gateway = Number(new URL(bench.origin('gateway')).port);
      const [source, door] = [await SadSource.open(bench, client), await Wire.to(() => gateway)];
      return new ChaosSite(kind, { bench, instruments: tools, client, credentials, source, door });
    } catch (error) {
      await remove(tools);
      throw error;
    }
  }

  /** The address of the door. */
  get edge(): string {
    const address = new URL(this.bench.origin('gateway'));
    address.port = String(this.door.port);
    return address.origin;
  }

  get shim(): Shim {
    return this.instruments.shim;
  }

  /** Authorisations that the gateway takes, spread over the credentials. */
  async authorise(count: number, hashes: number, credentials = this.credentials): Promise<PreparedSad[]> {
    const made = await this.#source.prepare(credentials, count, hashes);
    await tellIdentity(this.bench, this.client, made);
    return made;
  }

  async ready(name: string): Promise<Readiness> {
    try {
      const answer = await request(`${this.origin(name)}/health/ready`, { headersTimeout: 5_000 });
      const { missing = [] } = (await answer.body.json()) as { missing?: string[] };
      return { status: answer.statusCode, missing };
    } catch {
      return undefined;
    }
  }

  /** Sum of a figure over its labels. */
  async figure(service: string, name: string): Promise<number> {
    const answer = await request(`${this.origin(service)}/metrics`);
    const lines = (await answer.body.text()).split('\n').filter((line) => line.startsWith(`paraph_${name} `) || line.startsWith(`paraph_${name}{`));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** Waits until something is so. @throws if it never is */
  async until(isSo: () => Promise<boolean> | boolean, what: string, withinMs = WITHIN_MS): Promise<void> {
    for (const end = performance.now() + withinMs; performance.now() < end; await sleep(LOOK_MS)) if (await isSo()) return;
    throw new Error(`never came to be: ${what}`);
  }

  /** Waits until a service says that it cannot work, and for want of what. */
  untilMissing(service: string, what: string): Promise<void> {
    return this.until(async () => (await this.ready(service))?.missing.includes(what) === true, `${service} without ${what}`);
  }

  untilReady(service: string): Promise<void> {
    return this.until(async () => (await this.ready(service))?.status === 200, `${service} ready`);
  }

  /** Ends a program; its supervisor starts it again. Resolves when another process runs. */
  async end(name: string, signal: NodeJS.Signals): Promise<void> {
    const before = this.bench.stack.services.get(name);
    this.bench.stack.kill(name, signal);
    await this.until(() => ![undefined, before].includes(this.bench.stack.services.get(name)), `${name} started again`);
  }

  /** Reads or writes as the owner of a service's database. */
  async query<Row extends pg.QueryResultRow>(database: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.bench.databaseUrl(database) });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  /** Statements of whoever runs the database server. */
  async administer(...statements: readonly string[]): Promise<void> {
    const port = this.bench.stack.programs().find(({ name }) => name === 'postgres')?.port ?? 0;
    await withSuperuser({ port, password: this.bench.secrets.read('postgres.password') }, async (client) => {
      for (const statement of statements) await client.query(statement);
    });
  }

  /** Ends everything; the folder with its logs stays where somebody wants to look into it. */
  async close(keep = false): Promise<void> {
    this.shim.command();
    await this.door.close();
    await this.bench.stop(true);
    await remove(this.instruments, keep);
  }

  private origin(name: string): string {
    const found = this.bench.stack.programs().find((program) => program.name === name);
    if (found?.origin === undefined) throw new Error(`${name} has no address`);
    return loopbackOrigin(found.origin);
  }
}

async function remove({ folder, shim, cluster, databaseWire, mounts, ends }: Instruments, keep = false): Promise<void> {
  for (const end of ends) end();
  await cluster?.close();
  await databaseWire?.close();
  shim.remove();
  for (const mount of mounts) execFileSync('umount', [mount]);
  if (!keep) rmSync(folder, { recursive: true, force: true });
}

import { existsSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { dirname, resolve } from 'node:path';
import { startMailSink } from '../sandbox/phone/mail-sink.ts';
import { Phone } from '../sandbox/phone/phone.ts';
import { serveTimestamps, type TimestampServer } from '../sandbox/timestamps/server.ts';
import { demonstrate, type Demonstration } from './demonstration.ts';
import { openEdgeCertificates } from './edge-certificates.ts';
import { layFoundation, migrateDatabases, publishKeys, type Ground } from './foundation.ts';
import { serveLandingPage } from './landing-server.ts';
import { landingSource } from './landing-source.ts';
import { resolveLocalhost } from './localhost.ts';
import { figures, memoryOf, type ProgramMemory } from './memory.ts';
import type { BrokerNode } from './nats.ts';
import { loopbackOrigin } from './origins.ts';
import { openPorts } from './ports.ts';
import { asNobody } from './postgres-runner.ts';
import { Progress, terminal, type Screen } from './progress.ts';
import type { Report } from './report.ts';
import { endCommands } from './run-to-end.ts';
import { serviceProgram } from './service-program.ts';
import { services as allServices, SMS_GATEWAY_TOKEN, type ServiceEntry, type Surroundings } from './services.ts';
import { StackClaim } from './stack-file.ts';
import { openState, resetState, StateFolder } from './state.ts';
import { Supervisor } from './supervisor.ts';
import { versions } from './versions.ts';

/** What to start, and where its state lies. */
export interface StackOptions {
  readonly state: string;
  readonly reset?: boolean;
  /** JSON file with identity providers besides the sandbox's. */
  readonly providers?: string;
  /** Folder with `connector.json`, `sam.json` and `policies/`: certification authorities besides the embedded one. */
  readonly authorities?: string;
  /** Enrol the test signers, sign and verify; without it only the processes are started. */
  readonly demo?: boolean;
  /** Gateway, identity, approval page and identity provider speak https, under a CA of the state folder. */
  readonly tls?: boolean;
  readonly screen?: Screen;
  /** The tree whose compiled services run, where it is not this one: those of an earlier commit. */
  readonly root?: string;
  /** Other services than the product's, for tests of the supervisor itself. */
  readonly services?: readonly ServiceEntry[];
  /** The servers of a broker that is a cluster, in place of the one; the first one's port is chosen with the stack's. */
  readonly brokers?: readonly BrokerNode[];
  /** Variables of the database server, such as a library to load before all others. */
  readonly databaseVariables?: Readonly<Record<string, string>>;
  /** Settings of the database server in place of the trial's, by their names in PostgreSQL. */
  readonly databaseSettings?: Readonly<Record<string, string>>;
}

/** A program of a running stack. */
export interface RunningProgram {
  readonly name: string;
  readonly pid: number | undefined;
  readonly port: number | undefined;
  /** Where it answers on this machine. */
  readonly origin: string | undefined;
  readonly http: boolean;
}

const ROOT = dirname(dirname(import.meta.dirname));

/** One stack: every process, in order, and the way to stop them all. */
export class Stack {
  readonly state: StateFolder;
  readonly progress: Progress;
  demonstration: Demonstration | undefined;
  readonly #options: StackOptions;
  readonly #supervisor: Supervisor;
  #ground: Ground | undefined;
  #around: Surroundings | undefined;
  #claim: StackClaim | undefined;
  #landing: Server | undefined;
  #timestamps: TimestampServer | undefined;
  #mail: { close(): void } | undefined;
  #isUp = false;

  constructor(options: StackOptions) {
    this.#options = options;
    this.state = new StateFolder(resolve(options.state));
    this.progress = new Progress(options.screen ?? terminal);
    this.#supervisor = new Supervisor(
      (line) => this.progress.say(line),
      () => this.#list(),
    );
  }

  /** Starts everything; when a step fails, what was started is stopped before the failure is thrown on. */
  async start(): Promise<void> {
    resolveLocalhost();
    try {
      const ground = await this.progress.step('state and ports', () => this.#open());
      const timestamps = await this.progress.step('time-stamping authority', () => serveTimestamps(ground.state.folder('timestamps')));
      this.#timestamps = timestamps;
      const around = { ...(await layFoundation(ground)), timestamps: timestamps.entry };
      this.#around = around;
      await this.progress.step('migrations', () => migrateDatabases(ground, around));
      await this.progress.step('public keys of the SAM', () => publishKeys(ground, around));
      await this.progress.step('services', () => this.#startServices(ground, around));
      await this.progress.step('landing page and phone', () => this.#serveLandingPage(ground, around));
      if (this.#options.demo !== false) await demonstrate(this.progress, around, (soFar) => void (this.demonstration = soFar));
      this.#isUp = true;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** The addresses of a started stack; `start` is the page that links everything. */
  get urls(): Readonly<Record<string, string>> {
    const origins = this.#around?.origins;
    return origins ? { start: `${origins.sandbox}/`, ...origins } : {};
  }

  /** The certificate by which those that speak https are believed, where they do. */
  get authority(): string | undefined {
    return this.#ground?.tls?.ca;
  }

  /** Process ids by program. */
  get services(): ReadonlyMap<string, number> {
    return this.#supervisor.pids();
  }

  /** Sends a signal to one program; the supervisor starts it again. */
  kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#supervisor.kill(name, signal);
  }

  /** Stops one program in order; the supervisor does not start it again. */
  retire(name: string): Promise<void> {
    return this.#supervisor.retire(name);
  }

  /** Every program that the supervisor started, with its port. */
  programs(): RunningProgram[] {
    const ports = this.#portsByProgram();
    const pids = [...this.#supervisor.pids()];
    const origins = this.#originsByProgram();
    return pids.map(([name, pid]) => ({ name, pid, port: ports[name], origin: origins[name], http: name !== 'postgres' && !name.startsWith('nats') }));
  }

  /** Memory by program as it is now; `supervisor` is this process. */
  memory(): Record<string, ProgramMemory> {
    return memoryOf(this.services);
  }

  /** What the start did so far. */
  report(): Report {
    const memory = this.memory();
    return {
      ok: this.#isUp,
      steps: this.progress.steps,
      signedFile: this.demonstration?.signedFile ?? null,
      verification: this.demonstration?.verification ?? null,
      versions: versions(ROOT),
      rssBytes: figures(memory, 'rss'),
      pssBytes: figures(memory, 'pss'),
    };
  }

  /** Stops services, then the bus, then the database; nothing of this stack runs afterwards. */
  async stop(): Promise<void> {
    this.#closeServers();
    endCommands();
    await this.#supervisor.stop();
    this.#claim?.release();
    this.#claim = undefined;
  }

  /** Ends every process at once. */
  end(): void {
    this.#closeServers();
    this.#supervisor.end();
    this.#claim?.release();
  }

  /** What listens in this process. */
  #closeServers(): void {
    this.#landing?.close();
    this.#landing?.closeAllConnections();
    this.#mail?.close();
    this.#timestamps?.close();
  }

  async #open(): Promise<Ground> {
    const { reset, root, services, providers, authorities, tls, brokers, databaseVariables, databaseSettings } = this.#options;
    if (reset === true) await this.#resetState();
    openState(this.state.root);
    const { claim, tidied } = await StackClaim.take(this.state);
    this.#claim = claim;
    if (tidied.length > 0) this.progress.say(`! an earlier stack was killed and left ${tidied.join(', ')} running; ended now`);
    const ground = {
      root: root ?? ROOT,
      state: this.state,
      // Before the ports: their file shows whether the folder is new.
      tls: await openEdgeCertificates(this.state, tls === true),
      ports: await openPorts(this.state),
      progress: this.progress,
      supervisor: this.#supervisor,
      services: services ?? allServices,
      providers: providers ?? '',
      authorities,
      brokers,
      databaseVariables: databaseVariables ?? {},
      databaseSettings: databaseSettings ?? {},
    };
    this.#ground = ground;
    return ground;
  }

  async #resetState(): Promise<void> {
    if (!existsSync(this.state.root)) return;
    const { claim } = await StackClaim.take(this.state);
    claim.release();
    resetState(this.state.root);
    rmSync(asNobody(this.state), { recursive: true, force: true });
  }

  async #startServices(ground: Ground, around: Surroundings): Promise<void> {
    await this.#supervisor.start(around.idp.program, ...ground.services.map((service) => serviceProgram(service, ground, around)));
  }

  async #serveLandingPage({ ports }: Ground, { secrets }: Surroundings): Promise<void> {
    const phone = new Phone({ port: ports.sandbox, token: secrets.read(SMS_GATEWAY_TOKEN) });
    this.#landing = await serveLandingPage(ports.sandbox, landingSource(this), phone);
    this.#mail = await startMailSink(ports.mail, phone.inbox);
    this.#claim?.announce(this.urls);
    this.#list();
  }

  #originsByProgram(): Record<string, string> {
    const [ground, around] = [this.#ground, this.#around];
    if (!ground || !around) return {};
    const { origins } = around;
    const services = ground.services.map(({ name, port }): [string, string] => [name, loopbackOrigin(origins[port])]);
    return { ...Object.fromEntries(services), idp: loopbackOrigin(origins.idp) };
  }

  #list(): void {
    this.#claim?.list(this.#supervisor.pids(), this.#portsByProgram());
  }

  #portsByProgram(): Record<string, number> {
    if (!this.#ground) return {};
    const { ports, services } = this.#ground;
    return {
      ...Object.fromEntries(services.map(({ name, port }): [string, number] => [name, ports[port]])),
      idp: ports.idp,
      postgres: ports.postgres,
      nats: ports.nats,
    };
  }
}

/** Starts a stack for a program, such as a test; hands it back running. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const stack = new Stack(options);
  await stack.start();
  return stack;
}

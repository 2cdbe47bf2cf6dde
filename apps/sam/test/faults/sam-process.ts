import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from './installation.js';

/** What readiness answered: `undefined` where nobody listened. */
export interface ReadyAnswer {
  readonly status: number;
  readonly missing: readonly string[];
  readonly remarks: readonly string[];
}

/** A SAM as a process, started again whenever it ends by itself, as a supervisor does. */
export class SamProcess {
  /** How often it ended without being asked to, with how. */
  readonly deaths: string[] = [];
  #child: ChildProcess | undefined;
  #isStopping = false;

  constructor(
    private readonly installation: Installation,
    /** Read at each start. */
    public settings: Readonly<Record<string, string>> = {},
    /** Of a second replica beside the first one: its own log, and its own port. */
    private readonly place: { readonly name: string; readonly port: number } = { name: 'sam', port: installation.port },
  ) {
    writeFileSync(this.logFile, '');
  }

  get logFile(): string {
    return join(this.installation.folder, `${this.place.name}.log`);
  }

  /** The lines of its log with this event name. */
  logged(event: string): Record<string, unknown>[] {
    const lines = readFileSync(this.logFile, 'utf8').split('\n');
    return lines.filter((line) => line.includes(`"msg":"${event}"`)).map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  async start(): Promise<void> {
    this.launch();
    await this.untilReady();
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child?.kill(signal);
  }

  async ready(): Promise<ReadyAnswer | undefined> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.place.port}/health/ready`, { signal: AbortSignal.timeout(5_000) });
      const body = (await answer.json()) as { missing?: string[]; remarks?: string[] };
      return { status: answer.status, missing: body.missing ?? [], remarks: body.remarks ?? [] };
    } catch {
      return undefined;
    }
  }

  /** Waits until readiness is so; the bound is generous, and what is waited for is what the test asserts. */
  async until(is: (answer: ReadyAnswer | undefined) => boolean, what: string): Promise<void> {
    for (const end = Date.now() + 30_000; Date.now() < end;) {
      if (is(await this.ready())) return;
      await sleep(50);
    }
    throw new Error(`the SAM is not ${what}: ${JSON.stringify(await this.ready())}\n${readFileSync(this.logFile, 'utf8').slice(-4_000)}`);
  }

  untilReady(): Promise<void> {
    return this.until((answer) => answer?.status === 200, 'ready');
  }

  async metric(name: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.place.port}/metrics`)).text();
    return Number(new RegExp(`^paraph_${name}(?:\\{[^}]*\\})? (.+)$`, 'm').exec(text)?.[1]);
  }

  /** How often it was asked this, whatever became of it. */
  async calls(name: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.place.port}/metrics`)).text();
    return [...text.matchAll(new RegExp(`^paraph_bus_calls_total\\{call="${name}",[^}]*\\} (.+)$`, 'gm'))].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  /** Ends it. @throws if it did not end in order, with the end of its log */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    child.kill('SIGTERM');
    const code = await ended;
    if (code !== 0) throw new Error(`the SAM ended with ${code}:\n${readFileSync(this.logFile, 'utf8').slice(-6_000)}`);
  }

  private launch(): void {
    const ended = ['setpriv', '--pdeathsig', 'KILL', '--'];
    const [program = '', ...words] = [...(process.platform === 'linux' ? ended : []), process.execPath, this.installation.program];
    const child = spawn(program, words, {
      env: this.installation.environment({ SAM_HTTP_PORT: String(this.place.port), ...this.settings }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => appendFileSync(this.logFile, chunk));
    child.once('exit', (code, signal) => {
      if (this.#isStopping) return;
      this.deaths.push(signal ?? `exit ${code}`);
      setTimeout(() => this.launch(), 200);
    });
    this.#child = child;
  }
}

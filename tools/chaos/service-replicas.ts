import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import type { BenchStack } from '../bench/bench-stack.ts';
import { signalGroup, spawnProgram } from '../stack/child.ts';
import { untilHealthy } from '../stack/health.ts';
import { nodeCommand } from '../stack/node-command.ts';
import { builtFile } from '../stack/run-to-end.ts';

const ROOT = dirname(dirname(import.meta.dirname));
const READY_WITHIN_MS = 60_000;

/** Processes of one service beside the stack's own, in its queue group; each can be killed and is started again at once. */
export class ServiceReplicas {
  readonly #bench: BenchStack;
  readonly #service: string;
  readonly #ports = new Map<number, number>();
  readonly #children: (ChildProcess | undefined)[] = [];
  readonly #starting = new Map<number, Promise<void>>();
  #isOver = false;

  constructor(bench: BenchStack, service = 'sam') {
    this.#bench = bench;
    this.#service = service;
  }

  /** Where the one in this place listens. */
  portOf(place: number): number {
    return this.#ports.get(place) ?? 0;
  }

  /** So many more. Resolves when all of them answer. */
  async start(count: number): Promise<void> {
    for (let place = 0; place < count; place += 1) this.#begin(place);
    await this.ready();
  }

  /** Resolves when none is being started. */
  async ready(): Promise<void> {
    await Promise.all(this.#starting.values());
  }

  /** Places of those that answer. */
  get alive(): readonly number[] {
    return this.#children.flatMap((child, place) => (child?.exitCode === null && child.signalCode === null && !this.#starting.has(place) ? [place] : []));
  }

  /** Kills one as the kernel does when it is out of memory; another takes its place. */
  async kill(place: number): Promise<void> {
    await this.#end(place, 'SIGKILL');
    if (!this.#isOver) this.#begin(place);
  }

  /** Ends all of them in order, as an orchestrator does, and waits until each is gone. */
  async retire(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.alive.map((place) => this.#end(place, 'SIGTERM')));
  }

  /** Ends all of them for good. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#children.map((_, place) => this.kill(place)));
  }

  async #end(place: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#children[place];
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    signalGroup(child.pid, signal);
    await gone;
  }

  #begin(place: number): void {
    const started = this.#spawn(place).finally(() => this.#starting.delete(place));
    // A replica that is killed while it starts is no failure; one that cannot start is found when nobody answers.
    started.catch(() => undefined);
    this.#starting.set(place, started);
  }

  async #spawn(place: number): Promise<void> {
    const port = await freePort();
    this.#ports.set(place, port);
    const name = this.#service;
    const child = spawnProgram({
      name: `${name}-${place}`,
      command: nodeCommand(ROOT, builtFile(ROOT, name, 'main.js')),
      env: { ...this.#environment(), [`${name.toUpperCase().replaceAll('-', '_')}_HTTP_PORT`]: String(port) },
      cwd: ROOT,
      log: this.#bench.stack.state.path('logs', `${name}-${place}.log`),
      stopSignal: 'SIGTERM',
    });
    this.#children[place] = child;
    await untilHealthy(`http://127.0.0.1:${port}`, '/health/ready', AbortSignal.timeout(READY_WITHIN_MS));
  }

  // What the stack gave its own process; only the port must be another.
  #environment(): Record<string, string> {
    const pid = this.#bench.stack.services.get(this.#service);
    const lines = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
    return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

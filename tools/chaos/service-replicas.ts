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

/** SAM processes beside the stack's own, in its queue group; each can be killed and is started again at once. */
export class SamReplicas {
  readonly #bench: BenchStack;
  readonly #children: (ChildProcess | undefined)[] = [];
  readonly #starting = new Map<number, Promise<void>>();
  #isOver = false;

  constructor(bench: BenchStack) {
    this.#bench = bench;
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
    const child = this.#children[place];
    if (child?.pid === undefined) return;
    const gone = once(child, 'exit');
    signalGroup(child.pid, 'SIGKILL');
    await gone;
    if (!this.#isOver) this.#begin(place);
  }

  /** Ends all of them for good. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#children.map((_, place) => this.kill(place)));
  }

  #begin(place: number): void {
    const started = this.#spawn(place).finally(() => this.#starting.delete(place));
    // A replica that is killed while it starts is no failure; one that cannot start is found when nobody answers.
    started.catch(() => undefined);
    this.#starting.set(place, started);
  }

  async #spawn(place: number): Promise<void> {
    const port = await freePort();
    const child = spawnProgram({
      name: `sam-${place}`,
      command: nodeCommand(ROOT, builtFile(ROOT, 'sam', 'main.js')),
      env: { ...this.#environment(), SAM_HTTP_PORT: String(port) },
      cwd: ROOT,
      log: this.#bench.stack.state.path('logs', `sam-${place}.log`),
      stopSignal: 'SIGTERM',
    });
    this.#children[place] = child;
    await untilHealthy(`http://127.0.0.1:${port}`, '/health/ready', AbortSignal.timeout(READY_WITHIN_MS));
  }

  // What the stack gave its own SAM; only the port must be another.
  #environment(): Record<string, string> {
    const pid = this.#bench.stack.services.get('sam');
    const lines = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
    return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

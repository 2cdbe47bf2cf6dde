import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import { freePort } from '@paraph/testing';
import { spawnProgram } from '../stack/child.ts';
import { untilHealthy } from '../stack/health.ts';
import { nodeCommand } from '../stack/node-command.ts';
import { builtFile, runToEnd } from '../stack/run-to-end.ts';
import type { Stack } from '../stack/stack.ts';

const ROOT = dirname(dirname(import.meta.dirname));
const READY_WITHIN_MS = 60_000;

/** Services of this tree beside those of an earlier one, with the very settings of these; and where requests may be sent at this moment. */
export class Replicas {
  readonly #stack: Stack;
  readonly #children = new Map<string, ChildProcess>();
  readonly #addresses = new Map<string, readonly string[]>();

  constructor(stack: Stack) {
    this.#stack = stack;
    for (const { name, port } of stack.programs()) if (port !== undefined) this.#addresses.set(name, [`http://127.0.0.1:${port}`]);
  }

  /** Where a service answers, one after the other: as a load balancer that knows who is ready. */
  address(service: string): string {
    const [first, ...rest] = this.#addresses.get(service) ?? [];
    if (first === undefined) throw new Error(`nobody is ${service}`);
    this.#addresses.set(service, [...rest, first]);
    return first;
  }

  /** Brings a database to what this tree's service knows, while the earlier one runs on it. */
  async migrate(service: string, database: string): Promise<void> {
    const owner = this.#stack.state.path('secrets', `${database}_owner.database-url`);
    const env = { ...this.#environment(service), [`${prefix(service)}_DATABASE_OWNER_URL_FILE`]: owner };
    await runToEnd({ name: `the migration of ${service}`, args: [builtFile(ROOT, service, 'migrate.js')], env, cwd: ROOT });
  }

  /** Starts this tree's service beside the earlier one; requests reach it when it says that it is ready. */
  async add(service: string): Promise<void> {
    const port = await freePort();
    const child = spawnProgram({
      name: `new-${service}`,
      command: nodeCommand(ROOT, builtFile(ROOT, service, 'main.js')),
      env: { ...this.#environment(service), [`${prefix(service)}_HTTP_PORT`]: String(port) },
      cwd: ROOT,
      log: this.#stack.state.path('logs', `new-${service}.log`),
      stopSignal: 'SIGTERM',
    });
    this.#children.set(service, child);
    await untilHealthy(`http://127.0.0.1:${port}`, '/health/ready', AbortSignal.timeout(READY_WITHIN_MS));
    this.#addresses.set(service, [...(this.#addresses.get(service) ?? []), `http://127.0.0.1:${port}`]);
  }

  /** Takes the earlier one out of the list and has it end in order; what it is at work on, it finishes. */
  async retire(service: string): Promise<void> {
    this.#addresses.set(
      service,
      (this.#addresses.get(service) ?? []).toSorted().filter((one) => one !== this.#earlier(service)),
    );
    await this.#stack.retire(service);
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.#children.values()].map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        await gone;
      }),
    );
  }

  #earlier(service: string): string {
    return `http://127.0.0.1:${this.#stack.programs().find(({ name }) => name === service)?.port}`;
  }

  // What the earlier one was given, as the kernel tells it: an upgrade that asks for a new setting is none that goes by itself.
  #environment(service: string): Record<string, string> {
    const pid = this.#stack.services.get(service);
    const lines = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
    return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  }
}

const prefix = (service: string): string => service.toUpperCase().replaceAll('-', '_');

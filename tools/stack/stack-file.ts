import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { signalGroup } from './child.ts';
import { readJson, writeJson } from './json-file.ts';
import { identify, isAlive, type ProcessIdentity } from './process-table.ts';
import { StepFailure } from './progress.ts';
import type { StateFolder } from './state.ts';

const identity = z.object({ pid: z.number(), began: z.string() });
const stackFile = z.object({
  pid: z.number(),
  began: z.string(),
  services: z.record(z.string(), identity.extend({ port: z.number().optional() })),
  urls: z.record(z.string(), z.string()),
});

/** What a running stack says about itself in `<state>/stack.json`: its processes and its addresses. */
export type StackFile = z.infer<typeof stackFile>;

/** The claim of one supervisor on one state folder, and the file in which it lists its processes. */
export class StackClaim {
  readonly #file: string;
  readonly #self: ProcessIdentity;
  #urls: Readonly<Record<string, string>> = {};

  private constructor(file: string, self: ProcessIdentity) {
    this.#file = file;
    this.#self = self;
  }

  /**
   * Takes a state folder. Refused while another supervisor has it; what a killed supervisor left running is ended
   * first, and `tidied` says what that was.
   */
  static async take(state: StateFolder): Promise<{ claim: StackClaim; tidied: string[] }> {
    const file = state.path('stack.json');
    const tidied = await endLeftovers(file);
    const self = identify(process.pid) ?? { pid: process.pid, began: '' };
    const content = JSON.stringify({ ...self, services: {}, urls: {} });
    // `wx` decides between two supervisors that start at the same moment.
    writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
    return { claim: new StackClaim(file, self), tidied };
  }

  /** Rewrites the list of processes. */
  list(pids: ReadonlyMap<string, number>, ports: Readonly<Record<string, number>>): void {
    const rows = [...pids].map(([name, pid]): [string, object] => {
      const found = identify(pid) ?? { pid, began: '' };
      return [name, { ...found, ...(ports[name] === undefined ? {} : { port: ports[name] }) }];
    });
    writeJson(this.#file, { ...this.#self, services: Object.fromEntries(rows), urls: this.#urls });
  }

  /** The addresses that the next listing shows. */
  announce(urls: Readonly<Record<string, string>>): void {
    this.#urls = urls;
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }
}

/** The running stack of a state folder, or undefined. */
export function runningStack(state: StateFolder): StackFile | undefined {
  const found = stackFile.safeParse(readJson(state.path('stack.json'))).data;
  return found && isAlive(found) ? found : undefined;
}

async function endLeftovers(file: string): Promise<string[]> {
  if (!existsSync(file)) return [];
  const found = stackFile.safeParse(readJson(file)).data;
  if (found && isAlive(found)) throw alreadyRuns(found);
  const left = Object.entries(found?.services ?? {}).filter(([, program]) => isAlive(program));
  for (const [, program] of left) signalGroup(program.pid, 'SIGKILL');
  while (left.some(([, program]) => isAlive(program))) await sleep(50);
  rmSync(file, { force: true });
  return left.map(([name]) => name);
}

function alreadyRuns(found: StackFile): StepFailure {
  const page = found.urls['start'] ? `; its page is ${found.urls['start']}` : '';
  return new StepFailure(
    `a stack already runs on this state (process ${found.pid}${page})`,
    'stop it with Ctrl-C in its terminal, or name another folder with --state',
  );
}

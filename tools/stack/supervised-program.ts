import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { logTail, signalGroup, spawnProgram, type ProgramSpec } from './child.ts';
import { seconds, StepFailure } from './progress.ts';

/** What the supervisor must know of a program beyond how to run it. */
export interface SupervisedSpec extends ProgramSpec {
  /** Resolves when the program can do its work; called again after each restart. */
  readonly ready: (signal: AbortSignal) => Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 20_000;
const QUICK_MS = 10_000;
const QUICK_DEATHS = 5;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;
/** Somebody else ended it, or the system did for want of memory: nothing in its log would say why, and nothing in it is to be mended. */
const FROM_OUTSIDE = 'signal SIGKILL';

/** One program that is started, watched, started again when it dies, and stopped. */
export class SupervisedProgram {
  readonly spec: SupervisedSpec;
  readonly #say: (line: string) => void;
  readonly #changed: () => void;
  #child: ChildProcess | undefined;
  #stopping = false;
  #startedAt = 0;
  #quickDeaths = 0;
  #quickDeathsOfItsOwn = 0;

  constructor(spec: SupervisedSpec, say: (line: string) => void, changed: () => void) {
    this.spec = spec;
    this.#say = say;
    this.#changed = changed;
  }

  /** The process id while it runs; also the id of its process group. */
  get pid(): number | undefined {
    return this.#child && !hasEnded(this.#child) ? this.#child.pid : undefined;
  }

  /** First start: a program that dies before it was ever ready is a failure of the step, not something to repeat. */
  async start(): Promise<void> {
    const failed = new AbortController();
    const child = this.#spawn();
    const died = ended(child).then((how) => {
      throw new StepFailure(`${this.spec.name} ended before it was ready (${how}); its last lines:\n${logTail(this.spec.log)}`, `read ${this.spec.log}`);
    });
    try {
      await Promise.race([died, this.#untilReady(failed.signal)]);
    } finally {
      failed.abort();
      died.catch(() => undefined);
    }
    void ended(child).then((how) => this.#revive(how));
  }

  /** Orderly end, then a hard one for what does not end. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child?.pid === undefined || hasEnded(child)) return;
    const gone = ended(child);
    child.kill(this.spec.stopSignal);
    const waiting = new AbortController();
    const late = sleep(STOP_WITHIN_MS, true, { signal: waiting.signal }).catch(() => false);
    if (await Promise.race([late, gone.then(() => false)])) {
      this.#say(`! ${this.spec.name} did not stop within ${seconds(STOP_WITHIN_MS)} and was ended`);
    }
    waiting.abort();
    signalGroup(child.pid, 'SIGKILL');
    await gone;
  }

  /** Ends the program and all it started, now. */
  end(): void {
    this.#stopping = true;
    if (this.pid !== undefined) signalGroup(this.pid, 'SIGKILL');
  }

  #spawn(): ChildProcess {
    const child = spawnProgram(this.spec);
    this.#child = child;
    this.#startedAt = performance.now();
    // A program that cannot be executed at all has no pid and no exit; `ended` reports it.
    child.on('error', () => undefined);
    this.#changed();
    return child;
  }

  async #untilReady(signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(READY_WITHIN_MS)]);
    try {
      await this.spec.ready(limit);
    } catch (error) {
      if (signal.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      throw new StepFailure(
        `${this.spec.name} was not ready within ${seconds(READY_WITHIN_MS)} (${why}); its last lines:\n${logTail(this.spec.log)}`,
        `read ${this.spec.log}`,
      );
    }
  }

  async #revive(how: string): Promise<void> {
    if (this.#stopping) return;
    // Whatever the dead process started must not hold its port or its data.
    if (this.#child?.pid !== undefined) signalGroup(this.#child.pid, 'SIGKILL');
    const isQuick = performance.now() - this.#startedAt < QUICK_MS;
    this.#quickDeaths = isQuick ? this.#quickDeaths + 1 : 1;
    if (how !== FROM_OUTSIDE) this.#quickDeathsOfItsOwn = isQuick ? this.#quickDeathsOfItsOwn + 1 : 1;
    if (how !== FROM_OUTSIDE && this.#quickDeathsOfItsOwn >= QUICK_DEATHS) {
      this.#say(`✗ ${this.spec.name} died ${QUICK_DEATHS} times in a row and stays down: read ${this.spec.log}, then start again`);
      return;
    }
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (this.#quickDeaths - 1), LONGEST_PAUSE_MS);
    this.#say(`! ${this.spec.name} died (${how}); starting it again in ${seconds(pause)}`);
    await sleep(pause);
    if (this.#stopping) return;
    const child = this.#spawn();
    void ended(child).then((again) => this.#revive(again));
    await this.#sayWhenBack(child);
  }

  async #sayWhenBack(child: ChildProcess): Promise<void> {
    const gone = new AbortController();
    void ended(child).then(() => gone.abort());
    try {
      await this.spec.ready(AbortSignal.any([gone.signal, AbortSignal.timeout(READY_WITHIN_MS)]));
      this.#say(`✓ ${this.spec.name} is back after ${seconds(performance.now() - this.#startedAt)}`);
    } catch {
      if (!gone.signal.aborted && !this.#stopping) this.#say(`! ${this.spec.name} runs again but is not ready: read ${this.spec.log}`);
    }
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Resolves with how the process ended, also when it could not even be executed. */
async function ended(child: ChildProcess): Promise<string> {
  if (hasEnded(child)) return describe(child.exitCode, child.signalCode);
  try {
    await once(child, 'exit');
    return describe(child.exitCode, child.signalCode);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function describe(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ? `signal ${signal}` : `exit code ${code}`;
}

import { SupervisedProgram, type SupervisedSpec } from './supervised-program.ts';

/** The programs of one stack, in the order in which they were started. */
export class Supervisor {
  readonly #say: (line: string) => void;
  readonly #changed: () => void;
  readonly #programs: SupervisedProgram[][] = [];
  readonly #lastResort = (): void => this.end();
  #stopping = false;

  /** `say` prints a line; `changed` is called whenever a program has a new process id. */
  constructor(say: (line: string) => void, changed: () => void) {
    this.#say = say;
    this.#changed = changed;
    // Whatever ends the supervisor, an exception included, leaves no process behind.
    process.on('exit', this.#lastResort);
  }

  /** Starts programs side by side and waits until all are ready; together they are one layer when stopping. */
  async start(...specs: SupervisedSpec[]): Promise<void> {
    if (this.#stopping) throw new Error('the stack is being stopped');
    const layer = specs.map((spec) => new SupervisedProgram(spec, this.#say, this.#changed));
    this.#programs.push(layer);
    await Promise.all(layer.map((program) => program.start()));
  }

  /** Process ids by program. */
  pids(): Map<string, number> {
    const running = this.#programs.flat().flatMap((program): [string, number][] => {
      return program.pid === undefined ? [] : [[program.spec.name, program.pid]];
    });
    return new Map(running);
  }

  /** Sends a signal to one program, for tests that watch it come back. */
  kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): void {
    const pid = this.pids().get(name);
    if (pid === undefined) throw new Error(`no process ${name}`);
    process.kill(pid, signal);
  }

  /** Stops one program in order, and for good: another one does its work from now on. */
  async retire(name: string): Promise<void> {
    const program = this.#programs.flat().find((one) => one.spec.name === name && one.pid !== undefined);
    if (program === undefined) throw new Error(`no process ${name}`);
    await program.stop();
  }

  /** Stops the youngest layer first: services before the bus and the database that they still need. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const layer of this.#programs.toReversed()) {
      await Promise.all(layer.map((program) => program.stop()));
    }
    process.off('exit', this.#lastResort);
  }

  /** Ends everything at once. */
  end(): void {
    this.#stopping = true;
    for (const program of this.#programs.flat()) program.end();
  }
}

/** A step that failed for a reason a person can act on: why it failed, and what to do about it. */
export class StepFailure extends Error {
  readonly advice: string;

  constructor(why: string, advice: string, options?: ErrorOptions) {
    super(why, options);
    this.name = 'StepFailure';
    this.advice = advice;
  }
}

/** One finished step of a start, as the report lists it. */
export interface Step {
  readonly name: string;
  readonly ms: number;
}

/** Where lines go: the terminal, or nowhere in tests. */
export interface Screen {
  readonly isTerminal: boolean;
  write(text: string): void;
}

/** The person's terminal. */
export const terminal: Screen = {
  isTerminal: process.stdout.isTTY === true,
  write: (text) => void process.stdout.write(text),
};

/** Nowhere, for tests. */
export const silent: Screen = { isTerminal: false, write: () => undefined };

/** A line for each step with its time; on a terminal the running step is shown while it runs. */
export class Progress {
  readonly steps: Step[] = [];
  /** Name of the step that failed. */
  failed: string | undefined;
  #screen: Screen;
  #running: string | undefined;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Runs one step and keeps its time; what the step answers stands behind its name. */
  async step<T>(name: string, run: () => Promise<T> | T, detail?: (result: T) => string): Promise<T> {
    const started = performance.now();
    this.#show(name);
    try {
      const result = await run();
      const ms = Math.round(performance.now() - started);
      this.steps.push({ name, ms });
      this.#finish(`✓ ${name}${detail ? `: ${detail(result)}` : ''}`, ms);
      return result;
    } catch (error) {
      this.failed = name;
      this.#finish(`✗ ${name}`, Math.round(performance.now() - started));
      throw error;
    }
  }

  /** A line beside the steps, for instance that a process died. */
  say(line: string): void {
    this.#clear();
    this.#screen.write(`  ${line}\n`);
    if (this.#running !== undefined) this.#show(this.#running);
  }

  /** Shows nothing from here on, for instance while everything is being stopped. */
  mute(): void {
    this.#clear();
    this.#running = undefined;
    this.#screen = silent;
  }

  /** Text without decoration. */
  print(text: string): void {
    this.#clear();
    this.#screen.write(`${text}\n`);
  }

  #show(name: string): void {
    this.#running = name;
    if (this.#screen.isTerminal) this.#screen.write(`  · ${name} …`);
  }

  #finish(text: string, ms: number): void {
    this.#clear();
    this.#running = undefined;
    this.#screen.write(`  ${text.padEnd(74)} ${seconds(ms)}\n`);
  }

  #clear(): void {
    if (this.#screen.isTerminal && this.#running !== undefined) this.#screen.write('\r\u001b[K');
  }
}

/** Milliseconds as people read them. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** A failure as text: why and what to do, or the whole stack when nobody foresaw it. */
export function explain(error: unknown): string {
  if (error instanceof StepFailure) return `  Why:     ${error.message}\n  To do:   ${error.advice}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PRELOAD = join(import.meta.dirname, '../../apps/sam/test/faults/stepped-clock.mjs');

/** The wall clock of one process, set apart from the machine's. */
export class SteppedClock {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, 'clock.ms');
    this.step(0);
  }

  /** What the process needs. */
  get variables(): Readonly<Record<string, string>> {
    return { NODE_OPTIONS: `--import ${PRELOAD}`, STEPPED_CLOCK_FILE: this.#file };
  }

  /** How far from the machine's it is from now on. */
  step(milliseconds: number): void {
    writeFileSync(`${this.#file}.new`, String(milliseconds));
    renameSync(`${this.#file}.new`, this.#file);
  }
}

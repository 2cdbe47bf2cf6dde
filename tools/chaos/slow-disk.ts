import { execFileSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A library that delays what a program writes to its disk; PostgreSQL is started with it and is as fast as ever until it is told otherwise. */
export class SlowDisk {
  readonly #file: string;
  readonly #library: string;

  /** Compiles it into a folder. */
  constructor(folder: string) {
    this.#file = join(folder, 'slow-disk.ms');
    this.#library = join(folder, 'slow-disk.so');
    const link = process.platform === 'linux' ? ['-ldl'] : [];
    execFileSync('cc', ['-std=c11', '-O2', '-fPIC', '-shared', '-o', this.#library, join(import.meta.dirname, 'slow-disk.c'), ...link]);
    this.delay(0);
  }

  /** What a program needs to be delayed. */
  get variables(): Readonly<Record<string, string>> {
    return { LD_PRELOAD: this.#library, PARAPH_SLOW_DISK: this.#file };
  }

  /** How long each fsync takes longer from now on. */
  delay(milliseconds: number): void {
    writeFileSync(`${this.#file}.new`, String(milliseconds), { mode: 0o644 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

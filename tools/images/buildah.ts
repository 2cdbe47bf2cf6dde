import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** A command that failed, with what it said at the end. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** Runs a program to its end and hands back what it printed. @throws CommandFailed */
export function run(program: string, words: readonly string[], options: { readonly shown?: boolean; readonly cwd?: string } = {}): string {
  const stdio: ('ignore' | 'inherit' | 'pipe')[] = options.shown === true ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'];
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 2 ** 28, stdio, cwd: options.cwd });
  if (status === 0) return stdout ?? '';
  const said = error?.message ?? `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').slice(-25).join('\n');
  throw new CommandFailed(`${program} ${words.slice(0, 6).join(' ')} … failed:\n${said}`);
}

/** Buildah with a store of our own, so that nothing of this machine's images is touched; no daemon, and no engine that runs containers. */
export class Buildah {
  readonly #store: readonly string[];

  constructor(folder: string) {
    this.#store = ['--root', join(folder, 'store'), '--runroot', join(folder, 'run')];
  }

  /** Runs one of its commands. */
  run(...words: readonly string[]): string {
    return run('buildah', [...this.#store, ...words]).trim();
  }

  /** The same, with what it says on the screen. */
  shown(...words: readonly string[]): void {
    run('buildah', [...this.#store, ...words], { shown: true });
  }

  /** Whether there is an image of this name. */
  has(image: string): boolean {
    return this.run('images', '--format', '{{.Name}}:{{.Tag}}').split('\n').includes(image);
  }

  /** Makes an image out of a container that a function fills. */
  make(from: string, image: string, fill: (container: string) => void): void {
    const container = this.run('from', from);
    try {
      fill(container);
      this.run('commit', '--quiet', '--format', 'docker', container, image);
    } finally {
      this.run('rm', container);
    }
  }

  /** An image's files, to look at or to start something in; whoever asks gives them back. */
  open(image: string): { readonly root: string; close(): void } {
    const container = this.run('from', '--pull-never', image);
    return { root: this.run('mount', container), close: () => void this.run('rm', container) };
  }
}

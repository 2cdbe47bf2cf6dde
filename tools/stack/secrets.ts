import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { StateFolder } from './state.ts';

/** Secrets as files that only their owner reads; made once, then kept with the state. */
export class SecretFiles {
  readonly #state: StateFolder;

  constructor(state: StateFolder) {
    this.#state = state;
    state.folder('secrets');
  }

  /** Path of a secret. */
  path(name: string): string {
    return this.#state.path('secrets', name);
  }

  /** The secret's text; the first call makes it, by default from 192 random bits. */
  read(name: string, make: () => string = randomSecret): string {
    const file = this.path(name);
    if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600, flag: 'wx' });
    return readFileSync(file, 'utf8').trim();
  }

  /** Like read, for whoever needs only the path. */
  file(name: string, make?: () => string): string {
    this.read(name, make);
    return this.path(name);
  }

  /** Writes a secret that follows from others, such as a database address. */
  write(name: string, text: string): string {
    writeFileSync(this.path(name), text, { mode: 0o600 });
    return this.path(name);
  }
}

function randomSecret(): string {
  return randomBytes(24).toString('base64url');
}

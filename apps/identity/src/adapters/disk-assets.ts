import { readFileSync } from 'node:fs';
import { Assets, type Asset } from '../domain/ports/assets.js';

const FOLDER = new URL('../assets/', import.meta.url);

const contentTypes: Readonly<Record<string, string>> = {
  'style.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
  'carry.js': 'text/javascript; charset=utf-8',
};

/** The files beside this code, read once at the start. Requests reach no disk. */
export class DiskAssets extends Assets {
  readonly #files = new Map<string, Asset>();

  constructor() {
    super();
    for (const [name, contentType] of Object.entries(contentTypes)) {
      this.#files.set(name, { contentType, content: readFileSync(new URL(name, FOLDER), 'utf8') });
    }
  }

  override file(name: string): Asset | undefined {
    return this.#files.get(name);
  }
}

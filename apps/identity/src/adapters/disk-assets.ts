import { PageFolder } from '@paraph/platform';
import { Assets, type Asset } from '../domain/ports/assets.js';

const FOLDER = new URL('../assets/', import.meta.url);

/** The files beside this code, read once at the start, and what all pages have. Requests reach no disk. */
export class DiskAssets extends Assets {
  readonly #files = new PageFolder(FOLDER);

  override file(name: string): Asset | undefined {
    return this.#files.file(name);
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Page, type PageFile } from '../domain/page.js';
import { releaseModule, type Release } from '../domain/release.js';

const PAGE_FOLDER = new URL('../page/', import.meta.url);

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The files beside this code, read once at the start, and the module of this release. Requests reach no disk. */
export class DiskPage extends Page {
  readonly #files = new Map<string, PageFile>();

  constructor(release: Release) {
    super();
    for (const name of readdirSync(PAGE_FOLDER)) {
      const contentType = contentTypes[extname(name)];
      if (contentType) this.#files.set(name, { contentType, content: readFileSync(new URL(name, PAGE_FOLDER), 'utf8') });
    }
    this.#files.set('release.js', { contentType: 'text/javascript; charset=utf-8', content: releaseModule(release) });
  }

  override file(name: string): PageFile | undefined {
    return this.#files.get(name);
  }
}

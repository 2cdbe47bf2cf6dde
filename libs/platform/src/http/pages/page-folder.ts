import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { frameStyle, pageIcon } from './frame-style.js';

/** One file of the pages. */
export interface PageFile {
  readonly contentType: string;
  readonly content: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.js': 'text/javascript; charset=utf-8',
};

/** What all pages have, and no folder. */
const common: ReadonlyMap<string, PageFile> = new Map([
  ['frame.css', { contentType: 'text/css; charset=utf-8', content: frameStyle }],
  ['icon.svg', { contentType: 'image/svg+xml', content: pageIcon }],
]);

/** Style sheets and scripts of a process's pages, read once at the start, and what all pages have. Requests reach no disk, and no other file. */
export class PageFolder {
  readonly #files: ReadonlyMap<string, PageFile>;

  constructor(folder: URL) {
    const own = readdirSync(folder).flatMap((name) => {
      const contentType = contentTypes[extname(name)];
      return contentType === undefined ? [] : [[name, { contentType, content: readFileSync(new URL(name, folder), 'utf8') }] as const];
    });
    this.#files = new Map([...own, ...common]);
  }

  file(name: string): PageFile | undefined {
    return this.#files.get(name);
  }
}

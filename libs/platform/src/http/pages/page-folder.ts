import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';

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

/** Style sheet, icon and scripts of a process's pages, read once at the start. Requests reach no disk, and no other file. */
export class PageFolder {
  readonly #files: ReadonlyMap<string, PageFile>;

  constructor(folder: URL) {
    this.#files = new Map(
      readdirSync(folder).flatMap((name) => {
        const contentType = contentTypes[extname(name)];
        return contentType === undefined ? [] : [[name, { contentType, content: readFileSync(new URL(name, folder), 'utf8') }] as const];
      }),
    );
  }

  file(name: string): PageFile | undefined {
    return this.#files.get(name);
  }
}

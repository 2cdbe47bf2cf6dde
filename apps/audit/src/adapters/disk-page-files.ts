import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { PageFiles, type PageFile } from '../domain/page-files.js';

const FOLDER = new URL('../assets/', import.meta.url);

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.js': 'text/javascript; charset=utf-8',
};

/** The files beside this code, read once at the start. Requests reach no disk. */
export class DiskPageFiles extends PageFiles {
  readonly #files: ReadonlyMap<string, PageFile> = new Map(
    readdirSync(FOLDER).flatMap((name) => {
      const contentType = contentTypes[extname(name)];
      return contentType === undefined ? [] : [[name, { contentType, content: readFileSync(new URL(name, FOLDER), 'utf8') }] as const];
    }),
  );

  override file(name: string): PageFile | undefined {
    return this.#files.get(name);
  }
}

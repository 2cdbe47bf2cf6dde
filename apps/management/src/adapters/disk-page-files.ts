import { readFileSync } from 'node:fs';
import { PageFiles, type PageFile } from '../domain/page-files.js';

const FOLDER = new URL('../assets/', import.meta.url);
const SCRIPT = 'text/javascript; charset=utf-8';

const contentTypes: Readonly<Record<string, string>> = {
  'style.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
  'invitation.js': SCRIPT,
  'passkey.js': SCRIPT,
  'sign-in.js': SCRIPT,
  'status.js': SCRIPT,
};

/** The files beside this code, read once at the start. Requests reach no disk. */
export class DiskPageFiles extends PageFiles {
  readonly #files: ReadonlyMap<string, PageFile> = new Map(
    Object.entries(contentTypes).map(([name, contentType]) => [name, { contentType, content: readFileSync(new URL(name, FOLDER), 'utf8') }]),
  );

  override file(name: string): PageFile | undefined {
    return this.#files.get(name);
  }
}

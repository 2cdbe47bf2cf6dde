import { readdirSync, readFileSync } from 'node:fs';

const PAGE_FOLDER = new URL('../page/', import.meta.url);

/** Files that are the page; what else lies beside them in the source tree (specs, declarations) is not. */
const SERVED = /\.(?:html|js|css|svg)$/;

/** The page's own files, by path below the folder beside this code. Read once, at the start: requests reach no disk. */
export function readPageSources(folder: URL = PAGE_FOLDER): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
  return new Map(files.filter((path) => SERVED.test(path)).map((path) => [path, readFileSync(new URL(path, folder), 'utf8')]));
}

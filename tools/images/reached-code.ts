import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

/** What a process's compiled code consists of, and which packages it asks for by name. */
export interface ReachedCode {
  /** Files, relative to the repository. */
  readonly files: ReadonlySet<string>;
  /** Libraries of ours among them, by folder name. */
  readonly libraries: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

/** A process without a database never asks for these, although the library it shares with the others could. */
const DATABASE_DRIVERS = new Set(['pg', 'typeorm']);

const builtIn = new Set(builtinModules);

/**
 * Follows every import from all programs of a process: the process itself, its migrations, its commands. Of libraries only the files that are
 * reached count; of the process everything does, since threads are started by file name.
 */
export function reachedCode(root: string, process: string): ReachedCode {
  const app = join('apps', process, 'dist');
  if (!existsSync(join(root, app, 'main.js'))) throw new Error(`${app}/main.js is missing: run \`npm run build\``);
  const files = new Set(filesBelow(root, app));
  const hasDatabase = files.has(join(app, 'migrate.js'));
  const [libraries, packages] = [new Set<string>(), new Set<string>()];
  // The page of the approval service is for browsers: what its scripts import is beside them.
  const waiting = [...files].filter((file) => file.endsWith('.js') && !file.startsWith(join(app, 'page')) && !file.startsWith(join(app, 'assets')));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    for (const name of importsOf(join(root, file))) {
      const own = ownFile(root, file, name);
      if (own !== undefined && !files.has(own)) waiting.push(own);
      if (own !== undefined) files.add(own);
      const library = /^@paraph\/([^/]+)/.exec(name)?.[1];
      if (library !== undefined) libraries.add(library);
      if (own === undefined && isPackage(name) && (hasDatabase || !DATABASE_DRIVERS.has(name))) packages.add(packageName(name));
    }
  }
  return { files, libraries, packages };
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => !name.endsWith('.map') && statSync(join(root, name)).isFile());
}

function importsOf(file: string): string[] {
  return ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName);
}

/** The file of ours that an import means; undefined for a package. */
function ownFile(root: string, from: string, name: string): string | undefined {
  if (name.startsWith('.')) return join(dirname(from), name);
  const [, library, part] = /^@paraph\/([^/]+)(?:\/(.+))?$/.exec(name) ?? [];
  if (library === undefined) return undefined;
  const file = join('libs', library, 'dist', `${part ?? 'index'}.js`);
  if (!existsSync(resolve(root, file))) throw new Error(`${from} imports ${name}, and ${file} is missing: run \`npm run build\``);
  return file;
}

function isPackage(name: string): boolean {
  return !name.startsWith('.') && !name.startsWith('node:') && !name.startsWith('@paraph/') && !builtIn.has(name);
}

function packageName(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

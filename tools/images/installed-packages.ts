import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const names = z.record(z.string(), z.unknown()).default({});
const manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.unknown().optional(),
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().default(false) })).default({}),
});

/** A package as it lies in `node_modules`. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Folder, relative to the repository; the same is its key in the lockfile. */
  readonly folder: string;
}

/** What only the building of a native module needs, and nothing at run time. */
const FOR_BUILDING = new Set(['node-gyp', 'node-addon-api', 'nan', 'node-gyp-build']);

/**
 * The packages with these names and everything they depend on, as Node would find them: each where it lies, nested ones too. A peer that is
 * not optional counts; an optional one counts only when somebody asks for it by name.
 */
export function installedPackages(root: string, wanted: Iterable<string>): readonly InstalledPackage[] {
  const found = new Map<string, InstalledPackage>();
  const waiting = [...wanted].map((name) => ({ name, from: '', required: true }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const folder = folderOf(root, next.name, next.from);
    if (folder === undefined && !next.required) continue;
    if (folder === undefined) throw new Error(`${next.name} is not installed (asked for by ${next.from || 'our code'})`);
    if (found.has(folder)) continue;
    const { name, version, ...asks } = readManifest(join(root, folder));
    found.set(folder, { name, version, folder });
    const asksFor = (list: object, required: boolean) => {
      for (const one of Object.keys(list).filter((key) => !FOR_BUILDING.has(key))) waiting.push({ name: one, from: folder, required });
    };
    // npm lists an optional dependency among the others as well. A dependency may also be a peer, and an optional one: it is a dependency.
    const kept = (list: object, isOptional: (key: string) => boolean) => Object.fromEntries(Object.entries(list).filter(([key]) => !isOptional(key)));
    asksFor(
      kept(asks.dependencies, (key) => key in asks.optionalDependencies),
      true,
    );
    asksFor(asks.optionalDependencies, false);
    asksFor(
      kept(asks.peerDependencies, (key) => asks.peerDependenciesMeta[key]?.optional === true),
      true,
    );
  }
  return [...found.values()].sort((one, other) => one.folder.localeCompare(other.folder));
}

function readManifest(folder: string) {
  return manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}

/** Node's own search: beside whoever asks, then one folder further out at a time. */
function folderOf(root: string, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(root, candidate, 'package.json'))) return candidate;
    if (folder === '' || folder === '.') return undefined;
  }
}

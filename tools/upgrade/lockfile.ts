import { z } from 'zod';

const names = z.record(z.string(), z.string()).default({});
const entry = z.object({
  version: z.string().optional(),
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
  devDependencies: names,
});
const lockfile = z.object({ packages: z.record(z.string(), entry) });

type Packages = z.output<typeof lockfile>['packages'];

/** What compiles the services; everything else of the development is not needed to run them. */
const COMPILERS = ['@swc/cli', '@swc/core'];

/** Whether everything that the services of one lockfile run on, and are compiled with, stands in the same version in another one. */
export function isCoveredBy(earlier: unknown, later: unknown): boolean {
  const [had, has] = [lockfile.parse(earlier).packages, lockfile.parse(later).packages];
  return [...reached(had)].every((path) => has[path]?.version === had[path]?.version);
}

/** Paths of the packages that production and compilers lead to, as Node.js finds them: the nearest folder first. */
function reached(packages: Packages): ReadonlySet<string> {
  const found = new Set<string>();
  const follow = (name: string, from: string): void => {
    const path = nearest(packages, name, from);
    if (path === undefined || found.has(path)) return;
    found.add(path);
    for (const next of namesOf(packages[path])) follow(next, path);
  };
  for (const path of Object.keys(packages).filter((one) => !one.includes('node_modules/'))) for (const name of namesOf(packages[path])) follow(name, path);
  for (const name of COMPILERS) follow(name, '');
  return found;
}

function namesOf(one: Packages[string] | undefined): readonly string[] {
  return one === undefined ? [] : Object.keys({ ...one.dependencies, ...one.optionalDependencies, ...one.peerDependencies });
}

function nearest(packages: Packages, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.includes('/node_modules/') ? folder.slice(0, folder.lastIndexOf('/node_modules/')) : '') {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}

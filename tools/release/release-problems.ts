import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const manifest = z.object({ name: z.string(), version: z.string() });

/** The version stands in the root manifest; what says another one, or a changelog without it, is a problem. */
export function versionProblems(root: string): readonly string[] {
  const { version } = manifestOf(join(root, 'package.json'));
  const others = ['apps', 'libs', 'tools']
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name, 'package.json')))
    .filter((file) => existsSync(join(root, file)))
    .map((file) => ({ file, found: manifestOf(join(root, file)).version }));
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const has = (heading: string): boolean => changelog.includes(`\n## [${version}]${heading}`);
  return [
    ...others.filter(({ found }) => found !== version).map(({ file, found }) => `${file} says ${found}, and package.json ${version}`),
    ...(has('') ? [] : [`CHANGELOG.md has no section [${version}]`]),
  ];
}

/** What keeps a tree from being released, beyond its version. */
export function releaseProblems(root: string, { changed, bases }: { readonly changed: boolean; readonly bases: readonly string[] }): readonly string[] {
  const { version } = manifestOf(join(root, 'package.json'));
  const unreleased = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').includes(`\n## [${version}] - unreleased`);
  return [
    ...versionProblems(root),
    ...(changed ? ['the tree has changes that are in no commit'] : []),
    ...(unreleased ? [`CHANGELOG.md still calls ${version} unreleased: give it its date`] : []),
    ...(bases.length === 2 ? [] : ['name both bases of the images: --base DEBIAN@sha256:… --base BUILDER@sha256:…']),
    ...bases.filter((base) => !/@sha256:[0-9a-f]{64}$/.test(base)).map((base) => `${base} is not named by digest: what it means can change`),
  ];
}

function manifestOf(file: string): z.infer<typeof manifest> {
  return manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
}

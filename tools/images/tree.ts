import { copyFileSync, chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { billOfMaterials } from './bill-of-materials.ts';
import { installedPackages, type InstalledPackage } from './installed-packages.ts';
import type { ImageOf } from './processes.ts';
import { reachedCode } from './reached-code.ts';

/** What a laid-out image has. */
export interface AssembledTree {
  readonly packages: number;
  readonly bytes: number;
}

/** Types, maps of sources, sources of natives, tests, builds for browsers: what Node.js never reads. Licences stay. */
const NOT_NEEDED = /\.(d\.[cm]?ts|[cm]?ts|map|flow|markdown|md|tsbuildinfo|c|cc|cpp|h|hpp|gyp|gypi|o|d|mk)$/i;
const FOLDERS_NOT_NEEDED = /^(test|tests|__tests__|docs|doc|example|examples|benchmark|benchmarks|\.github|obj\.target|node_modules)$/;
const LICENCE = /^(licen[cs]e|copying|notice|authors)/i;

/** Of some packages only these parts are for Node.js; the rest is for browsers and bundlers. */
const NOT_OF: Readonly<Record<string, readonly string[]>> = {
  typeorm: ['browser', 'cli-ts-node-commonjs.js', 'cli-ts-node-esm.js'],
  pkcs11js: ['src', 'includes'],
};

/** Where the source of an image's tree comes from. */
export interface TreeOrder {
  readonly image: ImageOf;
  /** Folder with the system's package notes of the image's root, where there is one. */
  readonly osPackages?: string | undefined;
}

/** Lays out one image's tree, always the same one for the same sources: same files, same modes. */
export function assembleTree(root: string, out: string, { image, osPackages }: TreeOrder): AssembledTree {
  rmSync(out, { recursive: true, force: true });
  const { files, libraries, packages } = reachedCode(root, image.process);
  const installed = installedPackages(root, packages);
  const copy = (from: string, to: string): void => copyReadable(join(root, from), join(out, to));
  for (const file of files) copy(file, inImage(file));
  copy(join('apps', image.process, 'package.json'), join('apps', image.process, 'package.json'));
  for (const library of libraries) copy(join('libs', library, 'package.json'), inImage(join('libs', library, 'package.json')));
  for (const one of installed) for (const file of filesOf(root, one)) copy(file, file);
  for (const file of image.files?.flatMap((path) => filesBelow(root, path, () => true)) ?? []) copy(file, file);
  copy('LICENSE', 'LICENSE');
  copy('deploy/images/healthcheck.mjs', 'healthcheck.mjs');
  writeFileSync(join(out, 'sbom.cdx.json'), `${JSON.stringify(billOfMaterials(root, { image, installed, osPackages }), null, 2)}\n`, { mode: 0o644 });
  return { packages: installed.length, bytes: bytesBelow(out) };
}

/** Libraries of ours lie among the packages: that is where Node looks for them. */
function inImage(file: string): string {
  return file.replace(/^libs\//, 'node_modules/@paraph/');
}

function filesOf(root: string, { name, folder }: InstalledPackage): string[] {
  const without = NOT_OF[name] ?? [];
  return filesBelow(root, folder, (path, isFolder) => {
    const [relative, last] = [path.slice(folder.length + 1), path.slice(path.lastIndexOf('/') + 1)];
    if (without.includes(relative)) return false;
    return isFolder ? !FOLDERS_NOT_NEEDED.test(last) : LICENCE.test(last) || !NOT_NEEDED.test(last);
  });
}

function filesBelow(root: string, path: string, keep: (path: string, isFolder: boolean) => boolean): string[] {
  const isFolder = statSync(join(root, path)).isDirectory();
  if (!isFolder) return [path];
  return readdirSync(join(root, path))
    .sort()
    .map((name) => join(path, name))
    .filter((inner) => keep(inner, statSync(join(root, inner)).isDirectory()))
    .flatMap((inner) => filesBelow(root, inner, keep));
}

function copyReadable(from: string, to: string): void {
  if (!existsSync(from)) throw new Error(`${from} is missing`);
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
  copyFileSync(from, to);
  chmodSync(to, from.endsWith('.node') ? 0o755 : 0o644);
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0);
}

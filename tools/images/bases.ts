import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outputOf, which } from '../bootstrap/command.mjs';
import { run, type Buildah } from './buildah.ts';

/** The names of the Containerfile's ARGs: what a machine with an engine would pull. */
export const DEBIAN = 'docker.io/library/debian:bookworm-slim';
export const BUILDER = 'docker.io/library/node:24-bookworm';

const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

/** What the machine lacks, in a sentence; undefined where images can be built. */
export function cannotBuild(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'images are built as root on Linux here (with an engine: see deploy/images/README.md)';
  const missing = ['buildah', 'debootstrap', 'unshare', 'chroot', 'npm'].filter((program) => which(program) === undefined);
  return missing.length > 0 ? `${missing.join(', ')} missing (Debian: apt-get install buildah debootstrap)` : undefined;
}

/**
 * Makes stand-ins for the two images that the Containerfile begins with, under their names: Debian from its own archive, and on it a compiler with
 * a Node.js that has npm, which is this machine's. What they are not: the same bytes as the published ones.
 */
export function makeBases(buildah: Buildah, folder: string): void {
  if (!buildah.has(DEBIAN)) buildah.make('scratch', DEBIAN, (container) => void fillDebian(buildah, folder, container));
  if (!buildah.has(BUILDER)) buildah.make(DEBIAN, BUILDER, (container) => void fillBuilder(buildah, container));
}

function fillDebian(buildah: Buildah, folder: string, container: string): void {
  const tree = join(folder, 'debian');
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run('debootstrap', ['--variant=minbase', 'bookworm', tree, archive()]);
  // As the published slim image: packages as they were unpacked, no lists.
  rmSync(join(tree, 'var/cache/apt'), { recursive: true, force: true });
  rmSync(join(tree, 'var/lib/apt/lists'), { recursive: true, force: true });
  run('cp', ['-a', `${tree}/.`, buildah.run('mount', container)]);
  run('rm', ['-rf', tree]);
}

function fillBuilder(buildah: Buildah, container: string): void {
  for (const words of [
    ['apt-get', 'update', '-q'],
    ['apt-get', 'install', '-y', '-q', '--no-install-recommends', 'ca-certificates', 'g++', 'make', 'python3'],
  ]) {
    buildah.run('run', '--isolation', 'chroot', container, '--', ...words);
  }
  trustAsHere(buildah, container);
  const npm = dirname(dirname(realpathSync(which('npm') ?? '')));
  const prefix = dirname(dirname(dirname(npm)));
  const root = buildah.run('mount', container);
  const local = join(root, 'usr/local');
  cpSync(join(prefix, 'bin/node'), join(local, 'bin/node'));
  cpSync(npm, join(local, 'lib/node_modules/npm'), { recursive: true });
  cpSync(join(prefix, 'include/node'), join(local, 'include/node'), { recursive: true });
  for (const name of ['npm', 'npx']) symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name));
}

/** Where something between here and a registry opens TLS, only this machine knows its authority. */
function trustAsHere(buildah: Buildah, container: string): void {
  if (!existsSync(AUTHORITIES)) return;
  cpSync(AUTHORITIES, join(buildah.run('mount', container), AUTHORITIES));
  buildah.run('config', '--env', `NODE_EXTRA_CA_CERTS=${AUTHORITIES}`, container);
}

/** The archive that this machine itself installs from. */
function archive(): string {
  const found = outputOf('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Codename: bookworm'])?.split('\n')[0];
  if (!found) throw new Error('apt knows no archive of bookworm');
  return found;
}

/** Settings of npm that this machine needs to reach a registry, as a secret of the build; they are in no image. */
export function npmSettings(): readonly string[] {
  const file = outputOf('npm', ['config', 'get', 'userconfig'])?.split('\n').at(-1) ?? '';
  return existsSync(file) && readFileSync(file, 'utf8').trim() !== '' ? ['--secret', `id=npmrc,src=${file}`] : [];
}

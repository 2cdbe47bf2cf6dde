import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { StepFailure } from '../stack/progress.ts';
import { isCoveredBy } from './lockfile.ts';

/** The tree of an earlier commit, compiled, in a folder of its own. */
export interface PreviousTree {
  readonly root: string;
  readonly commit: string;
  /** Where its packages are from: ours, where they are the same versions, or a fresh install by its lockfile. */
  readonly packages: 'linked' | 'installed';
  remove(): void;
}

/** Takes a commit's files out of the repository, which is not touched, and compiles them with the packages that its lockfile names. */
export function previousTree(repository: string, ref: string): PreviousTree {
  const commit = commitOf(repository, ref);
  const root = mkdtempSync(join(tmpdir(), 'paraph-previous-'));
  try {
    const archive = execFileSync('git', ['archive', '--format=tar', commit], { cwd: repository, maxBuffer: 2 ** 30 });
    execFileSync('tar', ['-x', '-C', root], { input: archive });
    const isSame = isCoveredBy(readLock(root), readLock(repository));
    if (isSame) linkPackages(repository, root);
    else run('npm', ['ci', '--no-audit', '--no-fund'], root);
    for (const folder of workspaces(root)) compile(root, folder);
    return { root, commit, packages: isSame ? 'linked' : 'installed', remove: () => rmSync(root, { recursive: true, force: true }) };
  } catch (error) {
    rmSync(root, { recursive: true, force: true });
    throw error;
  }
}

/** The commit whose services run before an upgrade: that of the newest release, or the one before this. */
export function defaultRef(repository: string): string {
  const described = spawnSync('git', ['describe', '--tags', '--abbrev=0', '--match', 'v*', 'HEAD'], { cwd: repository, encoding: 'utf8' });
  return described.status === 0 ? described.stdout.trim() : 'HEAD~1';
}

function commitOf(repository: string, ref: string): string {
  const found = spawnSync('git', ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], { cwd: repository, encoding: 'utf8' });
  if (found.status !== 0) throw new StepFailure(`there is no commit ${ref}`, 'name one with --from; a shallow clone has the newest only');
  return found.stdout.trim();
}

function readLock(root: string): unknown {
  return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
}

/** Each package as a link to ours; the workspaces are its own. */
function linkPackages(from: string, to: string): void {
  const [source, target] = [join(from, 'node_modules'), join(to, 'node_modules')];
  mkdirSync(join(target, '@paraph'), { recursive: true });
  for (const name of readdirSync(source)) if (name !== '@paraph' && !existsSync(join(target, name))) symlinkSync(join(source, name), join(target, name));
  for (const folder of workspaces(to)) symlinkSync(join('..', '..', folder), join(target, '@paraph', folder.split('/')[1] ?? ''));
}

function workspaces(root: string): readonly string[] {
  const below = (folder: string): string[] => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
  return [...below('libs'), ...below('apps')].filter((folder) => existsSync(join(root, folder, 'package.json')));
}

const packageFile = z.object({ scripts: z.object({ build: z.string() }).partial().optional() });

function compile(root: string, folder: string): void {
  const { scripts } = packageFile.parse(JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')));
  if (scripts?.build !== undefined) run('sh', ['-c', scripts.build], join(root, folder), join(root, 'node_modules', '.bin'));
}

function run(program: string, words: readonly string[], cwd: string, binaries = ''): void {
  const path = [binaries, process.env['PATH'] ?? ''].filter(Boolean).join(':');
  const result = spawnSync(program, words, { cwd, encoding: 'utf8', env: { ...process.env, PATH: path } });
  if (result.status !== 0) throw new StepFailure(`${program} ${words.join(' ')} failed in ${cwd}:\n${result.stderr.slice(-2_000)}`, 'read the lines above');
}

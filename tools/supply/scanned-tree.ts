import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { secretsIn } from './secret-rules.ts';

const known = z.array(z.strictObject({ digest: z.string().length(16), rule: z.string(), file: z.string(), why: z.string().min(20) }));

/** What looks like a secret and is none: named by digest, so that another one in the same file is seen. */
export type KnownSecrets = z.infer<typeof known>;

/** A secret and where it was seen. */
export interface SeenSecret {
  readonly place: string;
  readonly rule: string;
  readonly digest: string;
}

/** Reads `deploy/supply/known-secrets.json`. */
export function knownSecrets(root: string): KnownSecrets {
  return known.parse(JSON.parse(readFileSync(join(root, 'deploy/supply/known-secrets.json'), 'utf8')));
}

/** Looks through every file that git has or would take: what is ignored never leaves this machine. */
export function scanTree(root: string): { readonly files: number; readonly seen: readonly SeenSecret[] } {
  const files = git(root, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']).split('\0').filter(Boolean);
  const present = files.filter((file) => existsSync(join(root, file)));
  return { files: present.length, seen: present.flatMap((file) => scanText(readFileSync(join(root, file), 'latin1'), file)) };
}

/** Looks through every line that any commit ever added: what was taken out later is still there for everybody. */
export function scanHistory(root: string): { readonly commits: number; readonly seen: readonly SeenSecret[] } {
  const commits = git(root, ['rev-list', '--all']).trim().split('\n').filter(Boolean);
  const seen = new Map<string, SeenSecret>();
  for (const commit of commits) {
    const added = git(root, ['show', '--format=', '--unified=0', '--no-color', '--no-renames', commit])
      .split('\n')
      .filter((line) => line.startsWith('+'))
      .map((line) => line.slice(1));
    for (const one of scanText(added.join('\n'), commit.slice(0, 12))) if (!seen.has(one.digest)) seen.set(one.digest, one);
  }
  return { commits: commits.length, seen: [...seen.values()] };
}

/** Those among them that nobody gave a reason for. */
export function unexplained(seen: readonly SeenSecret[], reasons: KnownSecrets): readonly SeenSecret[] {
  return seen.filter(({ digest }) => !reasons.some((one) => one.digest === digest));
}

function scanText(text: string, place: string): SeenSecret[] {
  return secretsIn(text).map(({ rule, line, digest }) => ({ place: `${place}:${line}`, rule, digest }));
}

function git(root: string, words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', words, { cwd: root, encoding: 'latin1', maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`git ${words[0]} failed: ${stderr}`);
  return stdout;
}

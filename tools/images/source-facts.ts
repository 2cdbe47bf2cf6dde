import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const manifest = z.object({ version: z.string() });

/** What an image says of the sources it is made from. */
export interface SourceFacts {
  readonly version: string;
  /** Commit; with `-changed` behind it where files differ from it. */
  readonly revision: string;
  /** When that commit was made, in seconds: the time of everything in an image, so that the same sources give the same bytes (SOURCE_DATE_EPOCH). */
  readonly epoch: number;
}

/** The sources as they are now. */
export function sourceFacts(root: string): SourceFacts {
  const { version } = manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const git = (...words: readonly string[]): string => spawnSync('git', words, { cwd: root, encoding: 'utf8' }).stdout?.trim() ?? '';
  const changed = git('status', '--porcelain', '--', 'apps', 'libs', 'tools/images', 'deploy/images', 'package-lock.json', 'policies') !== '';
  return { version, revision: `${git('rev-parse', 'HEAD')}${changed ? '-changed' : ''}`, epoch: Number(git('log', '-1', '--format=%ct')) };
}

/**
 * Copies what git has, or would take, so that all images are made from the same sources whatever somebody edits meanwhile, and that nothing else of
 * this folder gets into them.
 */
export function freezeSources(root: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const { stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  for (const file of stdout.split('\0').filter((one) => one !== '' && existsSync(join(root, one)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(root, file), join(folder, file));
  }
}

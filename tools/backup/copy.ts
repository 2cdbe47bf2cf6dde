import { copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Copies a folder that somebody else writes to meanwhile: what is gone when its turn comes is left out, as if it had never been there. */
export function copyLiving(from: string, to: string, isWanted: (path: string) => boolean = () => true): void {
  for (const path of filesBelow(from, isWanted)) {
    const target = join(to, path);
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    if (path.endsWith('/')) mkdirSync(target, { recursive: true, mode: 0o700 });
    else ifStillThere(() => copyFileSync(join(from, path), target));
  }
}

/** Files below a folder by their path in it, folders with a slash at their end; one name if it is a file itself. */
export function filesBelow(root: string, isWanted: (path: string) => boolean = () => true, within = ''): string[] {
  const names = ifStillThere(() => readdirSync(join(root, within))) ?? [];
  return names.flatMap((name) => {
    const path = join(within, name);
    const found = ifStillThere(() => lstatSync(join(root, path)));
    if (found === undefined || !isWanted(path)) return [];
    if (found.isDirectory()) return [`${path}/`, ...filesBelow(root, isWanted, path)];
    return found.isFile() ? [path] : [];
  });
}

/** Copies one entry of a folder, file or folder. */
export function copyEntry(from: string, to: string, name: string): void {
  const source = join(from, name);
  if (!existsSync(source)) return;
  mkdirSync(to, { recursive: true, mode: 0o700 });
  if (lstatSync(source).isDirectory()) {
    mkdirSync(join(to, name), { recursive: true, mode: 0o700 });
    copyLiving(source, join(to, name));
  } else {
    ifStillThere(() => copyFileSync(source, join(to, name)));
  }
}

function ifStillThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

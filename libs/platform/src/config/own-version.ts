import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The version of the service whose program this is: that of the package around its `dist` folder.
 *
 * @param program path of the program that was started
 */
export function ownVersion(program: string | undefined): string {
  try {
    const read: unknown = JSON.parse(readFileSync(join(dirname(program ?? ''), '..', 'package.json'), 'utf8'));
    return typeof read === 'object' && read !== null && 'version' in read && typeof read.version === 'string' ? read.version : 'unknown';
  } catch {
    return 'unknown';
  }
}
